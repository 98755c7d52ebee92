#!/bin/bash
# pcm-script: linux-qc-prep/step1-initial-qc
# Fetches the patcher, runs its initial QC and prints the report it wrote.
# Exit code: the patcher's own; 10 when it could not be fetched, 11 when it wrote no report.
set -u

report="/root/$PCM_CHANGE/qc_report.txt"

run_patcher -c "$PCM_CHANGE" -q -s
exit_code=$?
((exit_code != 10)) || exit 10
if ! is_from_this_run "$report"; then
  echo "The patcher wrote no report to $report" >&2
  exit $((exit_code == 0 ? 11 : exit_code))
fi
cat -- "$report"
exit "$exit_code"
