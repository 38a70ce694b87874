#!/bin/sh
# A host for one command: runs in mount and process namespaces of its own (unshare --mount --pid --fork
# --mount-proc), where it lays a folder of ifcfg files over /etc, keeps /var to itself, and sees no NetworkManager but its own.
# It is a stand-in: its ifup, ifdown, service and nmcli only note how they were called and say so.
# usage: fake-host.sh FOLDER COMMAND [ARGUMENT ...]
#   FOLDER/scripts  what /etc/sysconfig/network-scripts holds   FOLDER/nm      present when NetworkManager runs
#   FOLDER/log      what was called, a line each                FOLDER/fail    the call that fails
#   FOLDER/sys      what /sys holds, if there                   FOLDER/osrelease  the kernel's release, if there
#   FOLDER/etc      more of what /etc holds, if there
#   FOLDER/proc     all that /proc holds, if there
set -eu
folder=$1
shift
scratch=$folder/overlay
mkdir -p "$scratch" "$folder/bin"
mount -t tmpfs tmpfs "$scratch"
for place in etc var; do
  mkdir "$scratch/$place" "$scratch/$place.work"
  mount -t overlay overlay -o "lowerdir=/$place,upperdir=$scratch/$place,workdir=$scratch/$place.work" "/$place"
done
rm -rf /var/lib/nic-bonding
# Nobody but the test's own commands starts or logs anything.
mount -t tmpfs tmpfs /run
# Where scripts with a PATH of their own look first.
mount -t tmpfs tmpfs /usr/local/sbin
[ ! -d "$folder/scripts" ] || { mkdir -p /etc/sysconfig/network-scripts; cp -r "$folder/scripts/." /etc/sysconfig/network-scripts/; }
[ ! -d "$folder/etc" ] || cp -r "$folder/etc/." /etc/
for name in ifup ifdown service nmcli ip; do
  cat > "$folder/bin/$name" <<EOF
#!/bin/sh
echo "$name \$*" >> "$folder/log"
[ "$name \$*" != "\$(cat "$folder/fail" 2>/dev/null)" ] || { echo "$name: no carrier" >&2; exit 4; }
case "$name \$*" in
  *UUID,FILENAME*) for f in /etc/sysconfig/network-scripts/ifcfg-*; do echo "uuid-of-\${f##*/}:\$f"; done ;;
  "ifup hangs") sleep 60 ;;
  "ifup daemon") sleep 60 & ;;
  "ifup slow") sleep 1 ;;
  *) echo "said by $name" ;;
esac
EOF
  chmod +x "$folder/bin/$name"
  ln -s "$folder/bin/$name" "/usr/local/sbin/$name"
done
if [ -d "$folder/sys" ]; then
  mount -t tmpfs tmpfs /sys
  cp -r "$folder/sys/." /sys/
fi
if [ -e "$folder/osrelease" ]; then mount --bind "$folder/osrelease" /proc/sys/kernel/osrelease; fi
manager=
trap 'if [ -n "$manager" ]; then kill "$manager"; wait "$manager" || true; fi' EXIT
if [ -e "$folder/nm" ]; then
  cp /bin/sleep "$folder/bin/NetworkManager"
  "$folder/bin/NetworkManager" 60 & manager=$!
fi
if [ -d "$folder/proc" ]; then
  mount -t tmpfs tmpfs /proc
  cp -r "$folder/proc/." /proc/
fi
status=0
PATH=$folder/bin:$PATH "$@" || status=$?
exit "$status"
