#!/bin/sh
# A host to injure, for one command: runs in namespaces of its own (unshare --mount --pid --fork --mount-proc --net), where
# /etc, /var/lib, /var/log and /usr/sbin keep their changes to themselves and /run is empty. Its network has eth0, eth1 and eth2
# without a driver for bonds; ifup, ifdown and service are stand-ins that note in FOLDER/log how they were called. /bin/sh is the
# shell itself, but the first run of a script of a change for which there is FOLDER/trace-SCRIPT (guard, revert, or revert-by-guard
# where the guard runs it) is traced with the options in that file. What would go to /tmp goes to FOLDER/tmp.
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
rm -rf /etc/sysconfig /etc/modprobe.d /etc/rc.d /var/lib/nic-bonding /var/log/nic-bonding.log
mkdir -p /etc/modprobe.d
ip link set lo up
for device in eth0 eth1 eth2; do ip link add "$device" type dummy 2>/dev/null || ip tuntap add dev "$device" mode tap; done
for name in ifup ifdown service; do
  printf '#!/bin/sh\necho "%s $*" >>%s/log\n' "$name" "$folder" >"/usr/sbin/$name"
  chmod +x "/usr/sbin/$name"
done
mkdir -p "$folder/tmp"
export TMPDIR="$folder/tmp"
cp -L /bin/sh "$scratch/sh"
cat >"$scratch/traced-sh" <<END
#!$scratch/sh
script=
case \${1-}/\${2-} in
  */guard/run) script=guard ;;
  */revert/ | */revert/--reason) script=revert\${NIC_BONDING_GUARD:+-by-guard} ;;
esac
if [ -n "\$script" ] && mv "$folder/trace-\$script" "$folder/traced" 2>/dev/null; then
  exec strace \$(cat "$folder/traced") "$scratch/sh" "\$@"
fi
exec "$scratch/sh" "\$@"
END
chmod +x "$scratch/traced-sh"
mount --bind "$scratch/traced-sh" /bin/sh
"$@"
