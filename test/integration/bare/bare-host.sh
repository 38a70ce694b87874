#!/bin/sh
# A host that has busybox, an sshd with its libraries, and nothing else: a root file system of its own in memory, in
# namespaces of its own (unshare --mount --pid --net --fork --kill-child), which end with the sshd.
# Its network has a loopback and three devices, and no driver for bonds; ifup and ifdown are busybox's, which know the devices.
# usage: bare-host.sh ROOT KEYS   KEYS is a folder with host_key and client_key.pub
set -eu
root=$1
keys=$2
sshd=/usr/sbin/sshd
mount --make-rprivate /
mount -t tmpfs -o size=300m,mode=755 tmpfs "$root"
cd "$root"
mkdir -p bin dev/pts proc sys tmp root etc/ssh etc/sysconfig/network-scripts etc/rc.d/rc3.d usr/bin usr/sbin opt run/sshd var/lib var/log
chmod 1777 tmp
cp "$(command -v busybox)" bin/busybox
for applet in $(busybox --list); do
  case $applet in busybox | rpm* | dpkg*) ;; *) ln -s /bin/busybox "bin/$applet" ;; esac
done
with_libraries() {
  for library in $(ldd "$1" | grep -o '/[^ ]*'); do
    mkdir -p ".${library%/*}"
    [ -e ".$library" ] || cp -L "$library" ".$library"
  done
}
with_libraries bin/busybox
for program in "$sshd" /usr/lib/openssh/sshd-session /usr/lib/openssh/sshd-auth; do
  [ -e "$program" ] || continue
  mkdir -p ".${program%/*}"
  cp "$program" ".$program"
  with_libraries "$program"
done
echo 'root:x:0:0:root:/root:/bin/sh
sshd:x:74:74::/run/sshd:/bin/false' > etc/passwd
echo 'root:x:0:
tty:x:5:
sshd:x:74:' > etc/group
cp "$keys/host_key" etc/ssh/host_key
cp "$keys/client_key.pub" etc/ssh/authorized_keys
for device in null zero random urandom tty; do
  touch "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t proc proc proc
mount -t sysfs sysfs sys
ip link set lo up
for device in eth0 eth1 eth2; do ip link add "$device" type dummy 2>/dev/null || ip tuntap add dev "$device" mode tap; done
ln -s ../run var/run
mkdir -p etc/network etc/udev/rules.d
echo 'SUBSYSTEM=="net", ATTR{address}=="52:54:00:00:00:01", NAME="eth9"' > etc/udev/rules.d/70-persistent-net.rules
for device in lo eth0 eth1 eth2 bond0; do echo "iface $device inet manual"; done > etc/network/interfaces
echo '# a stand-in' > etc/sysconfig/network-scripts/ifup-eth
echo 'DEVICE=lo' > etc/sysconfig/network-scripts/ifcfg-lo
: > etc/rc.d/rc3.d/S10network
# The root is in its command line, by which the bench finds what it has to end.
exec chroot "$root" "$sshd" -D -e -f /dev/null -h /etc/ssh/host_key -p 22 -o ListenAddress=127.0.0.1 -o PidFile=none -o UsePAM=no \
  -o UseDNS=no -o StrictModes=no -o AuthorizedKeysFile=/etc/ssh/authorized_keys -o PermitRootLogin=prohibit-password \
  -o 'Subsystem=sftp internal-sftp' -o MaxStartups=100 -o MaxSessions=100 -o PrintMotd=no -o PrintLastLog=no \
  -o SetEnv=BARE_HOST="$root"
