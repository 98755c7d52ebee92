#!/bin/bash
# pcm-script: sft/install-debian
# Installs the SFT server agent from Okta's repository, on Debian and Ubuntu, and enrolls it.
# Exit code: 0 when it runs and is enrolled, 3 when it is there already or the system is another,
# 1 otherwise.
set -u
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

if [[ "$(sft_family)" != debian ]]; then
  echo "This server is not of the Debian family" >&2
  exit 3
fi
if [[ -n "$(sft_version)" ]]; then
  echo "The agent $(sft_version) is installed already: reset it instead" >&2
  exit 3
fi

codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
keyring=/usr/share/keyrings/oktapam-2023-archive-keyring.gpg
log="$PCM_RUN_DIR/install.log"

# Runs a step of the installation; its output is shown when it fails.
step() {
  "$@" >"$log" 2>&1 && return
  echo "Cannot run $1; the end of its output:" >&2
  tail -c 4000 "$log" >&2
  exit 1
}

step apt-get -qq update
step apt-get -qq -y install ca-certificates curl gnupg
step curl --fail --silent --show-error --location --proto '=https' --retry 3 --max-time 120 \
  --output "$PCM_RUN_DIR/key.asc" --url https://dist.scaleft.com/GPG-KEY-OktaPAM-2023
step gpg --batch --yes --dearmor --output "$keyring" "$PCM_RUN_DIR/key.asc"
echo "deb [signed-by=$keyring] https://dist.scaleft.com/repos/deb $codename okta" \
  >/etc/apt/sources.list.d/oktapam-stable.list || exit 1
step apt-get -qq update
step apt-get -qq -y install scaleft-server-tools
echo "Installed scaleft-server-tools $(sft_version)"
sft_enroll
