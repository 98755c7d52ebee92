#!/bin/bash
# pcm-script: sft/install-rhel
# Installs the SFT server agent from Okta's repository, on RHEL and Amazon Linux, and enrolls it.
# Exit code: 0 when it runs and is enrolled, 3 when it is there already or the system is another,
# 1 otherwise.
set -u
export LC_ALL=C

if [[ "$(sft_family)" != rhel ]]; then
  echo "This server is not of the RHEL family" >&2
  exit 3
fi
if [[ -n "$(sft_version)" ]]; then
  echo "The agent $(sft_version) is installed already: reset it instead" >&2
  exit 3
fi

os_value() {
  sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" /etc/os-release
}

if [[ "$(os_value ID)" == amzn ]]; then system=amazonlinux; else system=rhel; fi
release=$(os_value VERSION_ID)
key=https://dist.scaleft.com/GPG-KEY-OktaPAM-2023

rpm --import "$key" || exit 1
cat >/etc/yum.repos.d/oktapam-stable.repo <<REPOSITORY || exit 1
[oktapam-stable]
name=Okta PAM Stable
baseurl=https://dist.scaleft.com/repos/rpm/stable/$system/${release%%.*}/\$basearch
gpgcheck=1
repo_gpgcheck=1
enabled=1
gpgkey=$key
REPOSITORY
if ! yum -y -q install scaleft-server-tools >"$PCM_RUN_DIR/install.log" 2>&1; then
  echo "Cannot install scaleft-server-tools; the end of yum's output:" >&2
  tail -c 4000 "$PCM_RUN_DIR/install.log" >&2
  exit 1
fi
echo "Installed scaleft-server-tools $(sft_version)"
sft_enroll
