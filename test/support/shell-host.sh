#!/bin/sh
# A host for the scripts of a change: the first process of mount and process namespaces of its own (unshare --mount --pid
# --fork --mount-proc), which lays a new folder over /etc, the journal and /sys, and stand-ins that note how they were
# called before all commands. usage: shell-host.sh SHELL-BINARY SIZE-OF-JOURNAL
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work
mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc
mkdir -p /var/lib/nic-bonding /etc/sysconfig/network-scripts
mount -t tmpfs -o "mode=700,size=$2" tmpfs /var/lib/nic-bonding
mount -t tmpfs tmpfs /var/log
mount -t tmpfs tmpfs /sys
mount -t tmpfs tmpfs /run
mkdir -p /sys/class/net /run/stand-in
mount -t tmpfs tmpfs /usr/local/sbin
for name in ifup ifdown service nmcli ip logger; do
  cat > /usr/local/sbin/$name <<'STAND_IN'
#!/bin/bash
call="${0##*/} $*"
folder=/run/stand-in
case $call in
  *UUID,FILENAME*) cat $folder/profiles 2>/dev/null; exit 0 ;;
  *GENERAL.STATE*) cat $folder/device-state 2>/dev/null; exit 0 ;;
esac
file=/etc/sysconfig/network-scripts/ifcfg-bond0
saw=absent
[ ! -e $file ] || read -r saw < $file
case $call in
  logger*) while IFS= read -r line; do echo "$call: $line" >> $folder/syslog; done; exit 0 ;;
  *) echo "$call [$saw]" >> $folder/calls ;;
esac
if [ -e $folder/slow ] && [ "$call" = "$(cat $folder/slow)" ]; then sleep 1.5; fi
if [ -e $folder/hang ] && [ "$call" = "$(cat $folder/hang)" ]; then sleep 60; fi
if [ -e $folder/daemon ] && [ "$call" = "$(cat $folder/daemon)" ]; then sleep 60 & fi
[ -e $folder/silent ] && [ "$call" = "$(cat $folder/silent)" ] || echo "said by ${0##*/}"
if [ -e $folder/kill ] && [ "$call" = "$(cat $folder/kill)" ]; then
  rm $folder/kill
  what=$(cat $folder/kill-what 2>/dev/null)
  steps=" $(cat /var/lib/nic-bonding/*/reports/*.pid 2>/dev/null | cut -d' ' -f1 | tr '\n' ' ')"
  for process in /proc/[0-9]*; do
    case $steps in *" ${process#/proc/} "*) continue ;; esac
    case $(tr '\0' ' ' < "$process/cmdline" 2>/dev/null) in
      *sh*" /var/lib/nic-bonding/"*"$what "*) kill -9 "${process#/proc/}" ;;
    esac
  done
  sleep 0.2
  : > $folder/killed
fi
if [ -e $folder/fail ] && [ "$call" = "$(cat $folder/fail)" ]; then
  echo "${0##*/}: no carrier" >&2
  exit 4
fi
echo "$call" >> $folder/ended
STAND_IN
  chmod +x /usr/local/sbin/$name
done
mount --bind "$1" "$(readlink -f /bin/sh)"
echo ready
exec sleep 3600
