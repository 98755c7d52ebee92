#!/bin/bash
# pcm-script: sft/detect-linux
# Says what there is of the SFT server agent. It changes nothing.
set -u
export LC_ALL=C

# Prints yes when the file is there and holds something.
holds() {
  if [[ -s "$1" ]]; then echo yes; else echo no; fi
}

# Prints the address that the agent tells its clients to use.
sft_access_address() {
  sed -n 's/^AccessAddress:[[:space:]]*"\{0,1\}\([^"]*\)"\{0,1\}[[:space:]]*$/\1/p' "$SFT_CONFIG" \
    2>/dev/null | head -n 1
}

version=$(sft_version)
service=absent
case $(systemctl show --property=LoadState -- sftd.service 2>/dev/null) in
  LoadState=loaded | LoadState=masked)
    if systemctl is-active --quiet sftd; then service=running; else service=stopped; fi
    ;;
esac
device_token=$(holds "$SFT_STATE/device.token")

echo "hostname=$(uname -n)"
echo "platform=linux"
echo "family=$(sft_family)"
echo "installed=$(if [[ -n "$version" ]]; then echo yes; else echo no; fi)"
echo "version=$version"
echo "service=$service"
echo "device_token=$device_token"
echo "enrollment_token=$(holds "$SFT_STATE/enrollment.token")"
echo "config=$(holds "$SFT_CONFIG")"
echo "access_address=$(sft_access_address)"
echo "own_address=$(own_address)"
if [[ -z "$version" ]]; then
  echo "summary=The agent is not installed"
elif [[ "$service" != running ]]; then
  echo "summary=The agent is installed and does not run"
elif [[ "$device_token" == no ]]; then
  echo "summary=The agent runs and is not enrolled"
else
  echo "summary=The agent runs and is enrolled"
fi
