#!/bin/bash
# pcm-script: sft/reset-linux
# Enrolls an installed SFT server agent anew: drops its device token, writes the enrollment token and
# the access address, restarts it and waits until it has enrolled.
# Exit code: 0 when it runs and is enrolled, 3 when it is not installed, 1 otherwise.
set -u
export LC_ALL=C

if [[ -z "$(sft_version)" ]]; then
  echo "The agent is not installed: install it first" >&2
  exit 3
fi
sft_enroll
