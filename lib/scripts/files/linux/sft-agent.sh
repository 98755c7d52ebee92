#!/bin/bash
# What the scripts for the SFT server agent (Okta Advanced Server Access) know. A part of them.
# Paths: Okta help, "Configure the Advanced Server Access server agent". The agent deletes the
# enrollment token itself once it has enrolled and holds a device token.
SFT_STATE=/var/lib/sftd
SFT_CONFIG=/etc/sft/sftd.yaml

# Prints rhel, debian or unknown.
sft_family() {
  case " $(sed -n 's/^ID\(_LIKE\)\{0,1\}="\{0,1\}\([^"]*\)"\{0,1\}$/\2/p' /etc/os-release |
    tr '\n' ' ') " in
    *" debian "* | *" ubuntu "*) echo debian ;;
    *" rhel "* | *" fedora "* | *" centos "* | *" amzn "*) echo rhel ;;
    *) echo unknown ;;
  esac
}

# Prints the agent's version; nothing when it is not installed.
sft_version() {
  if [[ "$(sft_family)" == debian ]]; then
    dpkg-query -W -f "\${Status} \${Version}\n" scaleft-server-tools 2>/dev/null |
      sed -n 's/^install ok installed //p'
  else
    rpm -q --queryformat '%{VERSION}\n' scaleft-server-tools 2>/dev/null | grep '^[0-9]'
  fi
}

# Prints the server's own address: that of the way out.
own_address() {
  ip -4 route get 169.254.169.254 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1
}
