#!/bin/bash
# pcm-script: linux-qc-post/validate
# Says whether a server came out of patching as it should. It changes nothing.
# Exit code: 0 when the staged kernel runs and every installed critical service does, 1 when not.
set -u
export LC_ALL=C

patch_script="/root/$PCM_CHANGE/patchme.sh"

# The first kernel version that the patch script installs, as `uname -r` would begin.
target_kernel() {
  [[ -f "$patch_script" ]] && grep -v '^[[:space:]]*#' -- "$patch_script" |
    grep -oE '[0-9]+\.[0-9]+\.[0-9]+-[0-9][A-Za-z0-9._+~-]*' | head -n 1 |
    sed -E 's/\.rpm$//; s/\.(x86_64|aarch64)$//'
}

# What the package manager did in the last day: patching often ends after midnight.
package_history() {
  local since
  since=$(date -d '24 hours ago' '+%F %H:%M')
  if command -v dnf >/dev/null; then
    history_since dnf "$since"
  elif command -v yum >/dev/null; then
    history_since yum "$since"
  elif [[ -r /var/log/apt/history.log ]]; then
    awk -v since="$since" 'BEGIN { RS = "" } {
      start = $0
      sub(/^.*Start-Date: /, "", start)
      sub(/  +/, " ", start)
      if (start >= since) print
    }' /var/log/apt/history.log | cut -c 1-400
  fi
}

history_since() {
  "$1" history list 2>/dev/null | awk -v since="$2" '
    match($0, /[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]/) &&
      substr($0, RSTART, RLENGTH) >= since
  '
}

logical_volumes() {
  if command -v lvs >/dev/null; then
    lvs --noheadings -o vg_name,lv_name,lv_size,data_percent 2>/dev/null | sed 's/^ *//'
  fi
}

# Bytes that a terminal would act on have no place in a report.
kernel_log() {
  journalctl -k -b -p err -n 20 --no-pager -o short-iso 2>/dev/null |
    grep -v '^-- ' | tr -d '\000-\010\013-\037' | cut -c 1-200
}

state=$(print_server_state)
target=$(target_kernel)
running=$(uname -r)
bare=${running%.x86_64}
bare=${bare%.aarch64}

reasons=()
if [[ -z "$target" ]]; then
  reasons+=("No target kernel: the patch script names none")
elif [[ "$bare" != "$target" ]]; then
  reasons+=("Kernel $running is running, expected $target")
fi
while IFS= read -r service; do
  reasons+=("$service is not running")
done < <(sed -n 's/^(Service \(.*\)): stopped$/\1/p' <<<"$state")

echo "===== Post report for $(uname -n) ====="
echo "(Date): $(date -u +%Y-%m-%dT%H:%M:%SZ)"
echo "(Up since): $(date -u -d "@$(awk '/^btime/ { print $2 }' /proc/stat)" +%Y-%m-%dT%H:%M:%SZ)"
echo "(Uptime seconds): $(cut -d. -f1 /proc/uptime)"
echo "(Operating system): $(sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' /etc/os-release)"
echo "(Target kernel): ${target:-none}"
echo "$state"
echo "(Memory): $(awk '/^Mem(Total|Available)/ { kib[$1] = $2 } END {
  printf "%d of %d MiB available", kib["MemAvailable:"] / 1024, kib["MemTotal:"] / 1024
}' /proc/meminfo)"
df -lPh -x tmpfs -x devtmpfs -x overlay -x squashfs 2>/dev/null | head -n 40 | print_list "Disk usage"
logical_volumes | head -n 40 | print_list "Logical volumes"
package_history | head -n 40 | print_list "Package history"
kernel_log | print_list "Kernel log"
if ((${#reasons[@]} == 0)); then
  echo "(Verdict): PASSED"
else
  printf -v joined '; %s' "${reasons[@]}"
  echo "(Verdict): FAILED: ${joined#; }"
fi
echo "========================================"
((${#reasons[@]} == 0))
