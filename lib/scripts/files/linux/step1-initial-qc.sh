#!/bin/bash
# pcm-script: linux-qc-prep/step1-initial-qc
# Fetches the patcher, runs its initial QC and prints the report it wrote.
# Exit code: the patcher's own; 10 when it could not be fetched, 11 when it wrote no report.
set -u

report="/root/$PCM_CHANGE/qc_report.txt"
# Beside the record of the run, since hosts often mount /tmp with noexec.
work=$(mktemp -d "$PCM_RUN_DIR/patcher.XXXXXX") || exit 10
trap 'rm -rf -- "$work"' EXIT

if ! curl --fail --silent --show-error --location --globoff --proto '=https' --retry 3 \
  --connect-timeout 20 --max-time 300 --output "$work/patcher" --url "$PCM_PATCHER_URL"; then
  echo "Cannot fetch the patcher from $PCM_PATCHER_URL" >&2
  exit 10
fi
if [[ ! -s "$work/patcher" ]]; then
  echo "Cannot run the patcher from $PCM_PATCHER_URL: the file is empty" >&2
  exit 10
fi

chmod 700 "$work/patcher"
touch "$work/started"
"$work/patcher" -c "$PCM_CHANGE" -q -s >"$work/log" 2>&1
exit_code=$?

# SSM cuts long output at its end, so the report goes to stdout alone and the log's end to stderr.
if ((exit_code != 0)); then
  echo "The patcher ended with exit code $exit_code; the end of its log:" >&2
  tail -c 4000 "$work/log" >&2
fi
# A report older than this run would pass off an earlier result as this one's.
if [[ ! -f "$report" || "$report" -ot "$work/started" ]]; then
  echo "The patcher wrote no report to $report" >&2
  exit $((exit_code == 0 ? 11 : exit_code))
fi
cat -- "$report"
exit "$exit_code"
