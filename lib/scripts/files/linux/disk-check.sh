#!/bin/bash
# pcm-script: linux/disk-check
# Shows block devices with their UUIDs, how full file systems are, and LVM, as text or as JSON. It
# changes nothing.
# Exit code: 0 when every local file system is below the limit, 1 when one is not.
set -u
export LC_ALL=C

# Functions that write JSON.
JSON_AWK='
  function json_text(text, written, i, character) {
    for (i = 1; i <= length(text); i++) {
      character = substr(text, i, 1)
      if (character < " ") character = " "
      if (character == "\\" || character == "\"") written = written "\\"
      written = written character
    }
    return "\"" written "\""
  }
  function json_number(text) { return text ~ /^[0-9]+$/ ? text : "null" }
  function json_row(row) { printf "%s\n    { %s }", (rows++ ? "," : ""), row }
'

# Prints a list under its name, from rows that json_row() wrote.
json_list() {
  printf '  "%s": [%s\n  ],\n' "$1" "$(cat)"
}

# Columns: source, type, 1024-byte blocks, used, available, percent, mount point.
file_systems() {
  df -lPTk -x tmpfs -x devtmpfs -x overlay -x squashfs 2>/dev/null | tail -n +2 | head -n 100
}

inode_use() {
  df -lPi -x tmpfs -x devtmpfs -x overlay -x squashfs 2>/dev/null | tail -n +2 | head -n 100
}

if_present() {
  if command -v "$1" >/dev/null; then "$@" 2>/dev/null | sed 's/^ *//'; fi
}

summary() {
  awk -v limit="$PCM_MAX_USED_PERCENT" '{
    if ($6 + 0 >= limit) full = full (full ? ", " : "") $7 " " $6
    count++
  } END {
    if (full) printf "At or above %d%%: %s\n", limit, full
    else printf "All %d file systems are below %d%%\n", count, limit
  }'
}

print_text() {
  echo "=== Block devices ==="
  lsblk -o NAME,TYPE,SIZE,FSTYPE,UUID,MOUNTPOINT 2>/dev/null | head -n 120
  echo "=== Use ==="
  df -lPTh -x tmpfs -x devtmpfs -x overlay -x squashfs 2>/dev/null | head -n 100
  echo "=== Inodes ==="
  df -lPi -x tmpfs -x devtmpfs -x overlay -x squashfs 2>/dev/null | head -n 100
  echo "=== LVM ==="
  if command -v lvs >/dev/null; then
    if_present pvs -o pv_name,vg_name,pv_size,pv_free
    if_present vgs -o vg_name,vg_size,vg_free
    if_present lvs -o vg_name,lv_name,lv_size,data_percent
  else
    echo "LVM is not installed"
  fi
  echo "=== Summary ==="
  echo "$1"
}

print_json() {
  echo "{"
  printf '  "host": %s,\n' "$(uname -n | awk "$JSON_AWK"'{ print json_text($0) }')"
  lsblk -P -b -o NAME,TYPE,SIZE,FSTYPE,UUID,MOUNTPOINT 2>/dev/null | head -n 120 |
    awk "$JSON_AWK"'{
      row = ""
      while (match($0, /[A-Z]+="[^"]*"/)) {
        pair = substr($0, RSTART, RLENGTH)
        $0 = substr($0, RSTART + RLENGTH)
        name = tolower(substr(pair, 1, index(pair, "=") - 1))
        value = substr(pair, index(pair, "=") + 2, length(pair) - index(pair, "=") - 2)
        text = name == "size" ? json_number(value) : json_text(value)
        row = row (row ? ", " : "") json_text(name) ": " text
      }
      json_row(row)
    }' | json_list block_devices
  file_systems | awk "$JSON_AWK"'{
    json_row("\"source\": " json_text($1) ", \"type\": " json_text($2) \
      ", \"size_kib\": " json_number($3) ", \"used_kib\": " json_number($4) \
      ", \"available_kib\": " json_number($5) ", \"used_percent\": " json_number($6 + 0) \
      ", \"mountpoint\": " json_text($7))
  }' | json_list file_systems
  inode_use | awk "$JSON_AWK"'{
    json_row("\"mountpoint\": " json_text($6) ", \"used_percent\": " json_number($5 + 0))
  }' | json_list inodes
  if_present vgs --noheadings --units b --nosuffix -o vg_name,vg_size,vg_free |
    awk "$JSON_AWK"'{
      json_row("\"name\": " json_text($1) ", \"size_bytes\": " json_number($2) \
        ", \"free_bytes\": " json_number($3))
    }' | json_list volume_groups
  if_present lvs --noheadings --units b --nosuffix -o vg_name,lv_name,lv_size |
    awk "$JSON_AWK"'{
      json_row("\"group\": " json_text($1) ", \"name\": " json_text($2) \
        ", \"size_bytes\": " json_number($3))
    }' | json_list logical_volumes
  printf '  "summary": %s }\n' "$(awk "$JSON_AWK"'{ print json_text($0) }' <<<"$1")"
}

result=$(file_systems | summary)
if [[ "$PCM_FORMAT" == json ]]; then print_json "$result"; else print_text "$result"; fi
[[ "$result" != "At or above"* ]]
