#!/bin/bash
# pcm-script: linux/service-status
# Shows the state of services: those named, or those that patching watches. It changes nothing.
# Exit code: 0 when every service shown that is installed runs, 1 when one does not, or when one
# that was named is not installed.
set -u
export LC_ALL=C

watched="sftd falcon-sensor enlinuxpc64 besclient amazon-ssm-agent sshd"
read -ra services <<<"${PCM_SERVICES//,/ }"
is_named=1
if ((${#services[@]} == 0)); then
  read -ra services <<<"$watched"
  is_named=0
fi

property() {
  sed -n "s/^$1=//p" <<<"$properties"
}

faults=()
printf '%-30s %-14s %-12s %s\n' SERVICE STATE "AT START" SINCE
for service in "${services[@]}"; do
  properties=$(systemctl show -- "$service" 2>/dev/null)
  state=$(property ActiveState)
  since=$(property ActiveEnterTimestamp)
  if [[ "$(property LoadState)" != loaded && "$(property LoadState)" != masked ]]; then
    state="not installed"
    ((is_named == 0)) || faults+=("$service is not installed")
  elif [[ "$state" != active ]]; then
    faults+=("$service is ${state:-in an unknown state}")
  fi
  at_start=$(property UnitFileState)
  printf '%-30s %-14s %-12s %s\n' "$service" "${state:-unknown}" "${at_start:--}" "${since:--}"
done

if ((${#faults[@]} == 0)); then
  echo "All installed services run"
else
  printf -v joined '; %s' "${faults[@]}"
  echo "Needs attention: ${joined#; }"
  exit 1
fi
