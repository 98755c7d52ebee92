#!/bin/bash
# pcm-script: linux/probe
# Shows that the host takes commands now, and what it runs. It changes nothing.
set -u

echo "hostname=$(uname -n)"
echo "kernel=$(uname -r)"
echo "os=$(sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' /etc/os-release)"
echo "uptime_seconds=$(cut -d. -f1 /proc/uptime)"
echo "time=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
