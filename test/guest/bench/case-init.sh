#!/bin/bash
# The first process of a case, see make-case.sh: lays its root, makes an EL-like place of it, starts sshd and stays.
# usage: case-init.sh SLOT READER MANAGER
set -eu
slot=$1 reader=$2 manager=$3
here=$(dirname "$0")
release=$(uname -r)
events=/run/cases/$slot
# /proc is still the guest's, so this is the id of this process there.
read -r pid _ </proc/self/stat
echo "$pid" >"$events/events"
trap 'echo "failed" >"$events/events"' EXIT

lay_root() {
  mount -t tmpfs -o mode=755 tmpfs /mnt
  mkdir /mnt/upper /mnt/work /mnt/root
  root=/mnt/root
  mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  mount --bind "/lib/modules/$release" "$root/lib/modules/$release"
  mkdir "$root/run/bench" "$root/run/home" "$root/run/sshd"
  cp -r /run/bench/host_key /run/bench/client_key.pub /run/bench/guest "$root/run/bench/"
}

# What Debian has and EL has not goes, its `options bonding max_bonds=0` among it.
be_like_el() {
  cd "$root"
  rm -rf etc/network etc/NetworkManager etc/sysconfig etc/modprobe.d usr/lib/modprobe.d var/lib/nic-bonding etc/resolv.conf
  mkdir -p etc/sysconfig/network-scripts etc/modprobe.d
  echo NETWORKING=yes > etc/sysconfig/network
  : > etc/resolv.conf
  echo "host$slot" > etc/hostname
  hostname "host$slot"
  case $reader in
    initscripts) "$here/../initscripts/install.sh" "$root" ;;
    networkmanager) "$here/install-networkmanager.sh" "$root" "$manager" ;;
  esac
}

lay_root
be_like_el
read -r -t 20 <"$events/go" || exit 1
ip link set lo up
ip address add "198.18.1.$slot/16" dev mgmt0
ip link set mgmt0 up
chroot "$root" "$here/sshd.sh"
[ "$reader" != networkmanager ] || chroot "$root" "$here/start-networkmanager.sh" "$manager"
echo ready >"$events/events"
exec chroot "$root" /bin/bash -c 'while :; do sleep 1000 & wait $!; done'
