#!/bin/bash
# Every script runs inside this guard. A command may reach a host twice (SendCommand has no
# idempotency key), so the directory named after the run token lets only the first one through.
PCM_RUN_DIR="/var/lib/pcm-ops/runs/$PCM_RUN_TOKEN"

pcm_script() (
  # The script stands here.
  :
)

if ! pcm_error=$(umask 077 && mkdir -p "${PCM_RUN_DIR%/*}" 2>&1 && mkdir "$PCM_RUN_DIR" 2>&1); then
  if [[ ! -d "$PCM_RUN_DIR" ]]; then
    echo "Cannot record this run, so nothing was run: $pcm_error" >&2
    exit 98
  fi
  echo "This run reached the host before, so nothing was run again" >&2
  cat "$PCM_RUN_DIR/exit_code" 2>/dev/null || echo "running"
  exit 97
fi

pcm_script </dev/null
pcm_exit_code=$?
# 97 and 98 are this guard's own. SSM Agent takes 168 for a success, and at 194 it reboots the host
# and runs the script again.
case $pcm_exit_code in
  97 | 98 | 168 | 194)
    echo "The script ended with the reserved exit code $pcm_exit_code, reported as 1" >&2
    pcm_exit_code=1
    ;;
esac
echo "$pcm_exit_code" >"$PCM_RUN_DIR/exit_code.new"
mv "$PCM_RUN_DIR/exit_code.new" "$PCM_RUN_DIR/exit_code"
exit "$pcm_exit_code"
