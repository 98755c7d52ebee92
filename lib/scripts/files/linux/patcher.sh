#!/bin/bash
# Fetches the patcher from its configured address and runs it. A part of the scripts that use it.
# Returns the patcher's own exit code; 10 when it could not be fetched.
run_patcher() {
  local exit_code
  if ! curl --fail --silent --show-error --location --globoff --proto '=https' --retry 3 \
    --connect-timeout 20 --max-time 300 --output "$work/patcher" --url "$PCM_PATCHER_URL"; then
    echo "Cannot fetch the patcher from $PCM_PATCHER_URL" >&2
    return 10
  fi
  if [[ ! -s "$work/patcher" ]]; then
    echo "Cannot run the patcher from $PCM_PATCHER_URL: the file is empty" >&2
    return 10
  fi
  chmod 700 "$work/patcher"
  touch "$work/started"
  "$work/patcher" "$@" >"$work/log" 2>&1
  exit_code=$?
  # SSM cuts long output at its end, so the log's end goes to stderr alone.
  if ((exit_code != 0)); then
    echo "The patcher ended with exit code $exit_code; the end of its log:" >&2
    tail -c 4000 "$work/log" >&2
  fi
  return "$exit_code"
}

# A file older than this run would pass off an earlier result as this one's.
is_from_this_run() {
  [[ -f "$1" && ! "$1" -ot "$work/started" ]]
}

# Beside the record of the run, since hosts often mount /tmp with noexec.
work=$(mktemp -d "$PCM_RUN_DIR/patcher.XXXXXX") || exit 10
trap 'rm -rf -- "$work"' EXIT
