# The part of the stand-in (see functions.sh) for what stands on a device: VLANs, bridges, aliases. Read by it.
# Where EL6 and EL7 have brctl and EL8 ip(8), they differ in one thing: `brctl delbr` leaves a bridge that is up, and
# `ip link del` deletes it. The harsher one is done here.
# shellcheck shell=bash

is_true() {
  case $1 in t | T | y | Y | yes | YES | Yes | true | TRUE | True | on | ON | 1) return 0 ;; esac
  return 1
}

# Makes the VLAN that the file is for: what its name ends in is the number, the rest its device; vlan<number> has PHYSDEV.
# The device must be there, and is set up (ifup).
make_vlan() {
  local id=''
  is_true "${VLAN:-}" || return 0
  if [[ $DEVICE =~ ^.+\.[0-9]{1,4}$ ]]; then
    id=${DEVICE##*.} PHYSDEV=${DEVICE%.*}
  elif [[ $DEVICE =~ ^vlan0*([0-9]{1,4})$ ]]; then
    id=${BASH_REMATCH[1]}
    [ -n "${PHYSDEV:-}" ] || { say "PHYSDEV should be set for device $DEVICE"; exit 1; }
  fi
  [ -n "$id" ] || return 0
  [ -d /proc/net/vlan ] || modprobe 8021q || { say "no 802.1Q VLAN support in the kernel for $DEVICE"; exit 1; }
  [ -d "/sys/class/net/$PHYSDEV" ] || { say "device $PHYSDEV does not seem to be present, delaying $DEVICE"; exit 1; }
  ip link set dev "$PHYSDEV" up
  [ -f "/proc/net/vlan/$DEVICE" ] || ip link add dev "$DEVICE" link "$PHYSDEV" type vlan id "$id" || exit 1
}

# Any word for VLAN will do here (ifdown-eth, at its end).
remove_vlan() {
  if [ -n "${VLAN:-}" ] && [ -f "/proc/net/vlan/$DEVICE" ]; then ip link delete "$DEVICE" type vlan; fi
}

# Before it is asked whether the device is there; TYPE is compared as it stands (ifup-eth).
make_bridge() {
  local options=()
  [ "${TYPE:-}" = Bridge ] || return 0
  [ -z "${DELAY:-}" ] || options+=(forward_delay "$DELAY")
  ! is_true "${STP:-}" || options+=(stp_state 1)
  ! is_false "${STP:-}" || options+=(stp_state 0)
  [ -d "/sys/class/net/$DEVICE/bridge" ] || { ip link add "$DEVICE" type bridge "${options[@]}" || exit 1; return; }
  [ "${#options[@]}" = 0 ] || ip link set dev "$DEVICE" type bridge "${options[@]}" || exit 1
}

# A port of a bridge has no address, and ifup is through with it; after the ports of a bond have been started (ifup-eth).
join_bridge() {
  [ -n "${BRIDGE:-}" ] || return 0
  [ -d "/sys/class/net/$BRIDGE/bridge" ] || ip link add "$BRIDGE" type bridge
  ip address flush dev "$DEVICE"
  ip link set dev "$DEVICE" up
  ip link set dev "$DEVICE" master "$BRIDGE"
  exit "$status"
}

# A bridge goes with the last of its ports (ifdown-eth).
leave_bridge() {
  [ -n "${BRIDGE:-}" ] || return 0
  ip link set dev "$DEVICE" nomaster down
  if [ -d "/sys/class/net/$BRIDGE/brif" ] && [ -z "$(ls "/sys/class/net/$BRIDGE/brif")" ]; then ip link delete "$BRIDGE"; fi
}

# Each in a shell of its own, so that it inherits what the file of the device says (ifup-post, ifup-aliases).
start_aliases() {
  local file
  for file in "$scripts/ifcfg-$DEVICE":*; do
    if [ ! -f "$file" ] || is_ignored "$file"; then continue; fi
    (
      unset IPADDR PREFIX NETMASK
      # shellcheck disable=SC1090
      . "$file"
      [ -n "${PREFIX:-}" ] || { prefix_of "${NETMASK:-255.255.255.255}"; PREFIX=$REPLY; }
      broadcast_of "$IPADDR" "$PREFIX"
      ip address add "$IPADDR/$PREFIX" broadcast "$REPLY" dev "${DEVICE%%:*}" label "$DEVICE"
    )
  done
}

# What init.d/network starts at last and stops at first: VLANs by their names, bridges by their files. Sets KIND.
kind_of() {
  KIND=plain
  case $DEVICE in *.* | vlan*) KIND=vlan ;; esac
  [ "${TYPE:-}" != Bridge ] || KIND=bridge
}
