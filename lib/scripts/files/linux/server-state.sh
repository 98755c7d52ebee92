#!/bin/bash
# Prints what of a server may differ before and after patching, as `(Key): value` lines with lists
# below them. A part of the scripts that use it.

# Says whether a service is running, stopped or not installed: from its units, or else from its
# process and its program, since some agents are started without a unit.
service_state() {
  local process=$1 program=$2 unit
  shift 2
  for unit in "$@"; do
    case $(systemctl show --property=LoadState -- "$unit.service" 2>/dev/null) in
      LoadState=loaded | LoadState=masked)
        if systemctl is-active --quiet "$unit.service"; then echo running; else echo stopped; fi
        return
        ;;
    esac
  done
  if pgrep -x "$process" >/dev/null 2>&1; then
    echo running
  elif [[ -e "$program" ]]; then
    echo stopped
  else
    echo "not installed"
  fi
}

# Prints `(Key): none`, or the key and each line of the input below it. What comes from elsewhere is
# indented, so that it cannot look like a line of this report.
print_list() {
  local text
  text=$(sed 's/^/  /')
  if [[ -z "$text" ]]; then echo "($1): none"; else printf '(%s):\n%s\n' "$1" "$text"; fi
}

failed_units() {
  systemctl list-units --state=failed --no-legend --no-pager 2>/dev/null |
    sed 's/^[^[:alnum:]-]*//; s/ .*//' | sort -u
}

mount_points() {
  awk '$3 ~ /^(ext[234]|xfs|btrfs|vfat|nfs4?|cifs)$/ || $3 ~ /^fuse\./ { print $2 }' /proc/mounts |
    sort -u
}

print_server_state() {
  echo "(Running kernel): $(uname -r)"
  echo "(Service SFTD): $(service_state sftd /usr/sbin/sftd sftd)"
  echo "(Service CrowdStrike): $(
    service_state falcon-sensor /opt/CrowdStrike/falconctl falcon-sensor
  )"
  echo "(Service EnCase): $(
    service_state enlinuxpc64 /usr/local/encase enlinuxpc64 enlinuxpc encase enstart
  )"
  echo "(Service BigFix): $(service_state BESClient /opt/BESClient/bin/BESClient besclient)"
  failed_units | print_list "Failed units"
  mount_points | head -n 60 | print_list "Mounts"
}
