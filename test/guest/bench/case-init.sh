#!/bin/bash
# The first process of a case, see make-case.sh: lays its root, makes an EL-like place of it, starts sshd and stays.
# usage: case-init.sh SLOT READER MANAGER INIT DISK
# INIT: sysv, whose links are started by a stand-in for rc, or systemd.
# DISK: the device on which its changes lie, an ext4 file system, or empty: then they lie in memory.
set -eu
slot=$1 reader=$2 manager=$3 init=$4 disk=$5
here=$(dirname "$0")
release=$(uname -r)
events=/run/cases/$slot
# /proc is still the guest's, so this is the id of this process there.
read -r pid _ </proc/self/stat
echo "$pid" >"$events/events"
trap 'echo "failed" >"$events/events"' EXIT

lay_root() {
  if [ -n "$disk" ]; then
    mount -t ext4 "$disk" /mnt
  else
    mount -t tmpfs -o mode=755 tmpfs /mnt
  fi
  mkdir -p /mnt/upper /mnt/work /mnt/root
  root=/mnt/root
  mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  mount --bind "/lib/modules/$release" "$root/lib/modules/$release"
  mkdir -p "$root/run/bench" "$root/run/home" "$root/run/sshd" "$root/run/lock/subsys"
  hostname "host$slot"
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
  "$here/../initscripts/install-rc.sh" "$root"
  case $reader in
    initscripts) "$here/../initscripts/install.sh" "$root" ;;
    networkmanager) "$here/install-networkmanager.sh" "$root" "$manager" ;;
  esac
  [ "$init" != systemd ] || "$here/install-systemd.sh" "$root" "$reader" "$manager"
  touch /mnt/laid
  # A power cut must not take what was there before the test.
  [ -z "$disk" ] || sync -f /mnt
}

lay_root
# A host that was switched off finds everything as it left it.
fresh=
[ -e /mnt/laid ] || { fresh=yes; be_like_el; }
read -r -t 20 <"$events/go" || exit 1
ip link set lo up
ip address add "198.18.1.$slot/16" dev mgmt0
ip link set mgmt0 up

boot_sysv() {
  if [ -z "$fresh" ]; then
    chroot "$root" /etc/rc.d/rc 3 >"$root/run/rc.log" 2>&1
  elif [ "$reader" = networkmanager ]; then
    # A fresh host has nothing else to start, and processes are dear here.
    chroot "$root" "$here/start-networkmanager.sh" "$manager"
  fi
  chroot "$root" "$here/sshd.sh"
  # Who enters the host before it is in its root finds the guest's.
  exec 5>"$events/events"
  exec chroot "$root" /bin/bash -c 'echo ready >&5; exec 5>&-; while :; do sleep 1000 & wait $!; done'
}

# systemd is the first process; what says when it is through is a child of it.
boot_systemd() {
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  {
    until chroot "$root" systemctl --quiet is-active multi-user.target sshd.service 2>/dev/null; do sleep 0.5; done
    echo ready >"$events/events"
  } &
  trap - EXIT
  container=other exec chroot "$root" /lib/systemd/systemd --system
}

"boot_$init"
