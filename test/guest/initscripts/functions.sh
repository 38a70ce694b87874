# A STAND-IN, written for the tests of this project: not the network scripts of initscripts, no line of which it contains.
# It does what those scripts do with the files that this project writes, as far as their rules are known, and drives the
# real kernel. Where releases differ it follows EL7 (initscripts 9.49.54). Each rule names the script and function of
# initscripts (https://github.com/fedora-sysv/initscripts) that it was read in.
# What it has not: DHCP, IPv6 tunnels and privacy, ranges of aliases, NetworkManager. stacked.sh has VLANs, bridges and
# aliases.
# Processes are dear in the guest: what bash can do itself, it does. What a function finds out it leaves in REPLY.
# shellcheck shell=bash

scripts=/etc/sysconfig/network-scripts
# shellcheck source=stacked.sh
. "$scripts/network-functions-stacked"

say() { echo "$0: $*" >&2; }

# Copies by editors and package managers do not count (rc.d/init.d/functions, is_ignored_file()).
is_ignored() {
  case $1 in *~ | *.bak | *.old | *.orig | *.rpmnew | *.rpmorig | *.rpmsave) return 0 ;; esac
  return 1
}

# Literal no in either case; other spellings of false are for other keys (network-functions, is_false()).
is_false() {
  case $1 in f | F | n | N | no | NO | No | false | FALSE | False | off | OFF | 0) return 0 ;; esac
  return 1
}

# The first line of a file of the kernel.
line_of() { REPLY=''; { read -r REPLY <"$1"; } 2>/dev/null || [ -n "$REPLY" ]; }

mac_of() { line_of "/sys/class/net/$1/address" && REPLY=${REPLY^^}; }

# A word as grep -w finds it: between anything but letters, digits and underscores.
has_word() { [[ $1 =~ (^|[^[:alnum:]_])$2($|[^[:alnum:]_]) ]]; }

# The files with a line that matches a pattern, ignored ones left out; in FILES.
files_with() {
  local file line
  FILES=()
  for file in "$scripts"/ifcfg-*; do
    if [ ! -f "$file" ] || is_ignored "$file"; then continue; fi
    while IFS= read -r line || [ -n "$line" ]; do
      if [[ $line =~ $1 ]]; then
        FILES+=("$file")
        break
      fi
    done <"$file"
  done
}

# Which file configures what was named: by file name, by NAME in double quotes, by the HWADDR of the device, by DEVICE
# (network-functions, need_config()). Sets CONFIG.
find_config() {
  CONFIG=$scripts/ifcfg-$1
  [ ! -f "$CONFIG" ] || return 0
  files_with "^NAME=\"(Auto |System )?$1\""
  CONFIG=${FILES[0]:-}
  [ -z "$CONFIG" ] || return 0
  ! mac_of "$1" || CONFIG=$(grep -il "^[[:space:]]*HWADDR=\"\?$REPLY" "$scripts"/ifcfg-* 2>/dev/null | head -n 1)
  [ -z "$CONFIG" ] || return 0
  files_with "^[[:space:]]*DEVICE=['\"]?$1['\"]?([[:space:]#]|\$)"
  CONFIG=${FILES[0]:-}
  [ -n "$CONFIG" ]
}

# /etc/sysconfig/network first, then the file, both by the shell; HWADDR is compared in capitals (ifup; source_config()).
read_config() {
  # shellcheck disable=SC1091
  [ ! -f /etc/sysconfig/network ] || . /etc/sysconfig/network
  # shellcheck disable=SC1090
  . "$CONFIG"
  [ -n "${DEVICE:-}" ] || DEVICE=${CONFIG##*/ifcfg-}
  HWADDR=${HWADDR:-}
  HWADDR=${HWADDR^^}
}

is_port() { [ "${SLAVE:-}" = yes ] && [ -n "${MASTER:-}" ]; }

# Only the kernel says what is a bond; TYPE and BONDING_MASTER are read by no script (is_bonding_device()).
is_bond() { [ -f "/sys/class/net/$1/bonding/slaves" ]; }

# The files of a bond's ports, whether or not they are meant to be started: one MASTER to a line (ifup-eth; ifdown-eth).
port_files() { files_with "^[[:space:]]*MASTER=['\"]?$1['\"]?([[:space:]#]|\$)"; }

# Loads the driver, makes the bond, and writes its options if it has no port yet (install_bonding_driver()).
install_bond() {
  local bond=$1 options
  [ -d /sys/module/bonding ] || modprobe bonding || return 1
  [ -d "/sys/class/net/$bond" ] || echo "+$bond" >/sys/class/net/bonding_masters || return 1
  line_of "/sys/class/net/$bond/bonding/slaves" || :
  [ -z "$REPLY" ] || return 0
  # The bond's own file, whichever file is being worked on: a port that is started alone sets its bond up.
  options=$(find_config "$bond" && read_config && echo "${BONDING_OPTS:-}")
  ip link set dev "$bond" down
  write_options "$bond" "$options"
}

# mode and miimon first, then the others as they are listed; primary waits until the ports are there. The words are split
# at blanks, each at its first and last "=". A refused value is logged and the next one tried.
write_options() {
  local bond=$1 options=$2 word
  for word in $options; do
    case ${word%%=*} in mode | miimon) write_option "$bond" "${word%%=*}" "${word##*=}" ;; esac
  done
  for word in $options; do
    case ${word%%=*} in
      mode | miimon | primary) ;;
      arp_ip_target) add_arp_targets "$bond" "${word##*=}" ;;
      *) write_option "$bond" "${word%%=*}" "${word##*=}" ;;
    esac
  done
}

write_option() {
  echo "$3" 2>/dev/null >"/sys/class/net/$1/bonding/$2" || say "$1: the driver refuses $2=$3"
}

# A value with + is written as it is; else each address, unless the list has its text already as a part of another one.
add_arp_targets() {
  local list=/sys/class/net/$1/bonding/arp_ip_target address
  case $2 in
    +*) write_option "$1" arp_ip_target "$2" ;;
    *)
      for address in ${2//,/ }; do
        line_of "$list" || :
        [[ $REPLY =~ $address ]] || write_option "$1" arp_ip_target "+$address"
      done
      ;;
  esac
}

# Whether there is such a device, or can be: a bond is made here if it has options, or if modprobe's configuration has an
# alias for its very name (is_available()).
is_available() {
  [ ! -d "/sys/class/net/$1" ] || { [ -z "${BONDING_OPTS:-}" ] || install_bond "$1"; return; }
  if [ -n "${BONDING_OPTS:-}" ] || modprobe -c 2>/dev/null | awk -v n="$1" '$1 == "alias" && $2 == n { m = $3 } END { exit m != "bonding" }'; then
    install_bond "$1"
  else
    return 1
  fi
}

# The file's HWADDR must be the device's address or be told by MACADDR (ifup-eth; ifdown-eth).
has_expected_mac() {
  local found
  [ -n "$HWADDR" ] || return 0
  mac_of "$DEVICE" || :
  found=${MACADDR:-}
  [ "$REPLY" = "$HWADDR" ] || [ "$REPLY" = "${found^^}" ]
}

number_of() { local IFS=. part; REPLY=0; for part in $1; do REPLY=$((REPLY * 256 + part)); done; }
address_of() { REPLY=$(($1 >> 24 & 255)).$(($1 >> 16 & 255)).$(($1 >> 8 & 255)).$(($1 & 255)); }
network_of() { number_of "$1"; address_of $((REPLY & (0xffffffff << (32 - $2) & 0xffffffff))); }
broadcast_of() { number_of "$1"; address_of $((REPLY | ((1 << (32 - $2)) - 1))); }
prefix_of() { local n bits=0; number_of "$1"; n=$REPLY; while ((n & 0x80000000)); do ((bits += 1, n = n << 1 & 0xffffffff)); done; REPLY=$bits; }

# The files of routes or rules by the device and by the name of its ifcfg file (ifup-routes); in FILES.
routing_files() {
  local name kind
  FILES=()
  for name in "$DEVICE" "${CONFIG##*/ifcfg-}"; do
    for kind in "$@"; do
      [ ! -f "$scripts/$kind-$name" ] || [[ " ${FILES[*]} " == *" $scripts/$kind-$name "* ]] || FILES+=("$scripts/$kind-$name")
    done
  done
}

# The lines of a file that are arguments of ip: split at blanks and expanded by the shell, a backslash at the end joins the
# next line, comments begin with a number sign (handle_ip_file() in ifup-routes; ifdown-routes). $2 is add or del.
each_ip_line() {
  local line kind=${1##*/} family=-4
  kind=${kind%%-*}
  [ "$kind" = "${kind%6}" ] || family=-6
  { cat "$1"; echo; } | while read line; do
    [[ ! $line =~ ^[[:space:]]*(#.*)?$ ]] || continue
    ip $family "${kind%6}" "$2" $line && continue
    [ "${kind%6}" != route ] || ip $family route replace $line
  done
}
