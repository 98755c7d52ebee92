#!/bin/bash
# Enrolls the SFT server agent. A part of the scripts that install and reset it.

# Writes the address into the configuration and leaves its other lines as they are.
write_access_address() {
  local address=$1
  if [[ -z "$address" ]]; then
    echo "Cannot find the server's own address: give an access address" >&2
    return 1
  fi
  mkdir -p "${SFT_CONFIG%/*}" || return 1
  {
    grep -v '^AccessAddress:' "$SFT_CONFIG" 2>/dev/null
    echo "AccessAddress: \"$address\""
  } >"$SFT_CONFIG.new"
  chmod 600 "$SFT_CONFIG.new" && mv "$SFT_CONFIG.new" "$SFT_CONFIG" || return 1
  echo "AccessAddress is $address"
}

# Enrolls the server anew: without its device token the agent takes the enrollment token.
sft_enroll() {
  systemctl stop sftd || return 1
  rm -f "$SFT_STATE/device.token"
  mkdir -p "$SFT_STATE" || return 1
  (umask 077 && printf '%s\n' "$PCM_ENROLLMENT_TOKEN" >"$SFT_STATE/enrollment.token") || return 1
  echo "The enrollment token is written"
  write_access_address "${PCM_ACCESS_ADDRESS:-$(own_address)}" || return 1
  systemctl enable sftd 2>/dev/null
  systemctl start sftd || return 1
  sft_verify
}

# Waits until the agent runs and holds a device token of its own.
sft_verify() {
  local second
  for ((second = 0; second < 60; second++)); do
    if systemctl is-active --quiet sftd && [[ -s "$SFT_STATE/device.token" ]]; then
      echo "The agent $(sft_version) runs and is enrolled"
      return 0
    fi
    sleep 1
  done
  if systemctl is-active --quiet sftd; then
    echo "The agent runs, and has not enrolled within 60 seconds: is the token still valid?" >&2
  else
    echo "The agent does not run; its last lines:" >&2
    journalctl -u sftd -n 20 --no-pager -o cat 2>/dev/null | cut -c 1-200 >&2
  fi
  return 1
}
