#!/bin/bash
# pcm-script: linux/installed-packages
# Lists installed packages by name, with version and architecture. It changes nothing.
# Exit code: 0 when it could ask the package manager, 1 when there is none it knows.
set -u
export LC_ALL=C

packages() {
  if command -v dpkg-query >/dev/null; then
    format="\${db:Status-Abbrev} \${Package} \${Version} \${Architecture}\n"
    dpkg-query -W -f "$format" "$PCM_NAME" 2>/dev/null | sed -n 's/^ii *//p'
  elif command -v rpm >/dev/null; then
    rpm -qa --queryformat '%{NAME} %{VERSION}-%{RELEASE} %{ARCH}\n' "$PCM_NAME" 2>/dev/null
  else
    return 1
  fi
}

if ! list=$(packages); then
  echo "Cannot find a package manager: expected rpm or dpkg" >&2
  exit 1
fi
# SSM cuts output after 24,000 characters, and the summary stands at the end.
sort -u <<<"$list" | awk -v name="$PCM_NAME" 'NF {
  count++
  size += length($0) + 1
  if (size <= 22000) { print; shown++ }
} END {
  cut = shown < count ? sprintf(", the first %d shown", shown) : ""
  printf "%d installed packages match %s%s\n", count, name, cut
}'
