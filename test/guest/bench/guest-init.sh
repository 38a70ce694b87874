#!/bin/sh
# The guest's first process. / is the machine's root, read-only. It lays an overlay in memory over it, starts sshd and stays.
# Written for sh and util-linux only: before /proc is mounted, a busybox would run the machine's /proc/self/exe.
# From the kernel's command line: NICB_FOLDER, the bench's folder; NICB_INIT, this file.
set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

first_stage() {
  mount -t proc proc /proc
  modules=$(echo /usr/lib/uml/modules/*)
  release=$(uname -r)
  mount -t tmpfs -o mode=755 tmpfs /mnt
  mkdir /mnt/upper /mnt/work /mnt/root
  insmod "$modules/kernel/fs/overlayfs/overlay.ko"
  root=/mnt/root
  mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  mount -t devtmpfs devtmpfs "$root/dev"
  mkdir -p "$root/dev/pts" "$root/dev/shm" "$root/lib/modules/$release"
  mount -t devpts -o mode=620,ptmxmode=666 devpts "$root/dev/pts"
  for folder in dev/shm run tmp; do mount -t tmpfs tmpfs "$root/$folder"; done
  mount --bind "$modules" "$root/lib/modules/$release"
  mkdir "$root/run/bench"
  cp "$NICB_FOLDER/host_key" "$NICB_FOLDER/client_key" "$NICB_FOLDER/client_key.pub" "$root/run/bench/"
  chmod 600 "$root/run/bench/host_key" "$root/run/bench/client_key"
  # The scripts too, since the checkout may lie in a folder that is hidden from here on, such as /tmp.
  here=$(dirname "$NICB_INIT")
  mkdir "$root/run/bench/guest"
  cp -r "$here" "$here/../initscripts" "$root/run/bench/guest/"
  exec chroot "$root" /bin/sh "/run/bench/guest/bench/$(basename "$NICB_INIT")" second
}

second_stage() {
  hostname guest
  # A home of its own: the start-up files of the machine's root may be slow, and its home may hold the checkout.
  rm -f /etc/shadow
  (umask 077 && echo 'root:*:19000:0:99999:7:::' > /etc/shadow)
  sed -i 's#^root:.*#root:x:0:0:root:/run/home:/bin/bash#' /etc/passwd
  mkdir -p /run/home /run/sshd /run/cases /run/slots
  ip link set lo up
  ip link add mgmt type bridge stp_state 0 forward_delay 0
  ip link set vec0 master mgmt
  ip address add 198.18.0.2/16 dev mgmt
  ip link set vec0 up
  ip link set mgmt up
  modprobe bonding max_bonds=0
  modprobe -a veth dummy
  /run/bench/guest/bench/sshd.sh
  echo 'the guest is up'
  while :; do sleep 1000; done
}

if [ "${1:-}" = second ]; then second_stage; else first_stage; fi
