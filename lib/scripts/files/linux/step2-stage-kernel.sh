#!/bin/bash
# pcm-script: linux-qc-prep/step2-stage-kernel
# Fetches the patcher and lets it stage the chosen kernel. The server is not patched yet.
# Exit code: the patcher's own; 10 when it could not be fetched, 12 when what it wrote does not
# install the chosen kernel.
set -u

script="/root/$PCM_CHANGE/patchme.sh"

run_patcher -c "$PCM_CHANGE" -k "$PCM_KERNEL" -q
exit_code=$?
((exit_code == 0)) || exit "$exit_code"
if ! is_from_this_run "$script"; then
  echo "The patcher wrote no patch script to $script" >&2
  exit 12
fi
if ! grep -qF -- "${PCM_KERNEL%.x86_64}" "$script"; then
  echo "The patch script $script does not name the kernel $PCM_KERNEL" >&2
  exit 12
fi
echo "Staged kernel $PCM_KERNEL for $PCM_CHANGE"
