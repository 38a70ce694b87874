#!/bin/sh
# A host to injure, for one command: runs in namespaces of its own (unshare --mount --pid --fork --mount-proc --net), where
# /etc, /var/lib, /var/log and /usr/sbin keep their changes to themselves and /run is empty. Its network has eth0, eth1 and eth2
# without a driver for bonds; ifup, ifdown and service are stand-ins that note in FOLDER/log how they were called.
# usage: host.sh FOLDER COMMAND [ARGUMENT ...]
set -eu
folder=$1
shift
scratch=$folder/scratch
mkdir -p "$scratch"
mount -t tmpfs tmpfs "$scratch"
for place in etc var/lib var/log usr/sbin; do
  mkdir -p "$scratch/$place/upper" "$scratch/$place/work"
  mount -t overlay overlay -o "lowerdir=/$place,upperdir=$scratch/$place/upper,workdir=$scratch/$place/work" "/$place"
done
mount -t tmpfs tmpfs /run
mount -t sysfs sysfs /sys
rm -rf /etc/sysconfig /etc/modprobe.d /var/lib/nic-bonding /var/log/nic-bonding.log
mkdir -p /etc/modprobe.d
ip link set lo up
for device in eth0 eth1 eth2; do ip link add "$device" type dummy 2>/dev/null || ip tuntap add dev "$device" mode tap; done
for name in ifup ifdown service; do
  printf '#!/bin/sh\necho "%s $*" >>%s/log\n' "$name" "$folder" >"/usr/sbin/$name"
  chmod +x "/usr/sbin/$name"
done
"$@"
