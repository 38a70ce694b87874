#!/bin/bash
# NetworkManager with its own bus in namespaces of its own: run by unshare --mount --net --pid --uts --ipc --fork.
#
#   namespace.sh ROOT MANAGER
#
# ROOT becomes its root, with the programs of this machine mounted into it, so that it reads ROOT/etc/sysconfig/network-scripts
# and follows links as a host would; the mounts are seen in here only. NetworkManager has neither the right to change links nor
# the right to load kernel modules: it reads files, and whether the machine has a bonding driver makes no difference.
set -euo pipefail
root=$1 manager=$2

mount --make-rprivate /
for name in usr bin sbin lib lib64; do
  if [ -L "/$name" ]; then
    cp -P "/$name" "$root/"
  elif [ -d "/$name" ]; then
    mkdir "$root/$name"
    mount --bind "/$name" "$root/$name"
  fi
done
mkdir -p "$root$manager" "$root"/{dev,sys,proc,run,tmp,var/lib/NetworkManager,etc/NetworkManager}
mount --bind "$manager" "$root$manager"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t proc proc "$root/proc"
cp /etc/passwd /etc/group /etc/ld.so.cache "$root/etc/"
cat >"$root/etc/NetworkManager/NetworkManager.conf" <<'END'
[main]
plugins=ifcfg-rh,keyfile
no-auto-default=*
dns=none
[logging]
level=INFO
domains=ALL,SETTINGS:DEBUG
END
# nmcli asks for all profiles at once; one whose answer the bus withholds would be missing without a word.
cat >"$root/etc/bus.conf" <<'END'
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/bus</listen>
  <auth>EXTERNAL</auth>
  <limit name="max_replies_per_connection">50000</limit>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
END

export DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/bus
chroot "$root" dbus-daemon --config-file=/etc/bus.conf --nofork --nopidfile &
until [ -S "$root/run/bus" ]; do sleep 0.05; done
exec chroot "$root" setpriv --bounding-set -net_admin,-sys_module "$manager/sbin/NetworkManager" --debug
