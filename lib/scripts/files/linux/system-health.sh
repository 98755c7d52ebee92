#!/bin/bash
# pcm-script: linux/system-health
# Shows load, memory, disks, failed units and kernel errors. It changes nothing.
# Exit code: 0 when nothing needs attention, 1 when something does.
set -u
export LC_ALL=C

reasons=()

# Prints a line of the report.
line() {
  printf '%-18s %s\n' "$1" "$2"
}

memory_kib() {
  awk -v name="$1:" '$1 == name { print $2; found = 1 } END { if (!found) print 0 }' /proc/meminfo
}

line "Host" "$(uname -n)"
line "System" "$(sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' /etc/os-release)"
line "Kernel" "$(uname -r)"
line "Up since" "$(date -u -d "@$(awk '/^btime/ { print $2 }' /proc/stat)" +%Y-%m-%dT%H:%M:%SZ)"

cpus=$(grep -c '^processor' /proc/cpuinfo)
read -r load_1 load_5 load_15 _ </proc/loadavg
line "Load" "$load_1 $load_5 $load_15 on $cpus CPUs"
if ((${load_5%.*} >= 2 * cpus)); then reasons+=("load $load_5 on $cpus CPUs"); fi

total=$(memory_kib MemTotal)
available=$(memory_kib MemAvailable)
line "Memory" "$((available / 1024)) of $((total / 1024)) MiB available"
if ((available * 100 < total * 5)); then reasons+=("memory: $((available / 1024)) MiB available"); fi
line "Swap" "$(($(memory_kib SwapFree) / 1024)) of $(($(memory_kib SwapTotal) / 1024)) MiB free"

while read -r percent mount_point; do
  line "Disk" "$percent% $mount_point"
  if ((percent >= 90)); then reasons+=("disk: $mount_point $percent%"); fi
done < <(
  df -lP -x tmpfs -x devtmpfs -x overlay -x squashfs 2>/dev/null |
    awk 'NR > 1 { print $5 + 0, $6 }' | head -n 60
)

units=$(
  systemctl list-units --state=failed --no-legend --no-pager 2>/dev/null |
    sed 's/^[^[:alnum:]-]*//; s/ .*//' | sort -u | head -n 20 | tr '\n' ' '
)
line "Failed units" "${units:-none}"
if [[ -n "$units" ]]; then reasons+=("failed units: ${units% }"); fi

errors=$(journalctl -k -b -p err -q --no-pager 2>/dev/null | grep -c . || true)
line "Kernel errors" "$errors since the start"
line "Time" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"

if ((${#reasons[@]} == 0)); then
  echo "Healthy"
else
  printf -v joined '; %s' "${reasons[@]}"
  echo "Needs attention: ${joined#; }"
  exit 1
fi
