#!/bin/bash
# pcm-script: linux-qc-prep/step3-final-report
# Prints the QC report, what the server is like before patching, and the patch script. It changes
# nothing.
# Exit code: 1 when the QC report or the patch script is missing.
set -u
export LC_ALL=C

directory="/root/$PCM_CHANGE"
exit_code=0

# Prints a heading and the file under it.
show() {
  echo "=== $1 ==="
  [[ -f "$2" ]] && cat -- "$2" && return
  echo "Cannot find $2" >&2
  exit_code=1
}

show "QC Report" "$directory/qc_report.txt"
echo "=== Server State ==="
print_server_state
show "Patch Script" "$directory/patchme.sh"
exit "$exit_code"
