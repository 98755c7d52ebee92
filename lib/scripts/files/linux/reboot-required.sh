#!/bin/bash
# pcm-script: linux/reboot-required
# Says whether the server waits for a restart. It changes nothing.
# Exit code: 0 when it can tell, either way; 1 when it cannot.
set -u
export LC_ALL=C

# Ends the script with its answer.
answer() {
  echo "Running kernel: $(uname -r)"
  echo "Reboot required: $1"
  if [[ "$1" == unknown* ]]; then exit 1; else exit 0; fi
}

# The kernel package that was installed last, as `uname -r` would tell it.
newest_kernel() {
  rpm -qa --queryformat '%{INSTALLTIME} %{VERSION}-%{RELEASE}.%{ARCH}\n' \
    'kernel' 'kernel-core' 'kernel[56].*' 2>/dev/null |
    sort -n | tail -n 1 | cut -d' ' -f2
}

if command -v dpkg-query >/dev/null; then
  if [[ -e /var/run/reboot-required ]]; then
    packages=$(sort -u /var/run/reboot-required.pkgs 2>/dev/null | head -n 20 | tr '\n' ' ')
    answer "yes (${packages:-no package is named})"
  fi
  answer "no"
fi

for command in "needs-restarting -r" "dnf -q needs-restarting -r"; do
  read -ra words <<<"$command"
  command -v "${words[0]}" >/dev/null || continue
  output=$("${words[@]}" 2>/dev/null)
  exit_code=$?
  # dnf ends with 1 too when it has no such plugin; only the tool's own words are an answer.
  [[ "$output" == *eboot* ]] || continue
  head -n 40 <<<"$output"
  if ((exit_code == 0)); then answer "no"; else answer "yes (updated packages)"; fi
done

newest=$(newest_kernel)
if [[ -z "$newest" ]]; then answer "unknown (no package manager tells)"; fi
if [[ "$newest" == "$(uname -r)" ]]; then answer "no (of the kernel alone)"; fi
answer "yes (kernel $newest is installed)"
