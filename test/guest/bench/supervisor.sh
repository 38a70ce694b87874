#!/bin/bash
# Runs the guest's kernel in namespaces of its own: network, mounts and processes. It is the first process of its process
# namespace, so when it ends, in whatever way, the kernel ends all the others and the namespaces are gone.
# It ends when its standard input does, that is with the process that started it, or when the guest stops.
# DISK: a file that is the guest's disk /dev/ubda, or empty
# usage: unshare --net --mount --pid --fork --kill-child --mount-proc bash supervisor.sh FOLDER INIT MEMORY ADDRESS DISK
set -eu
folder=$1 init=$2 memory=$3 address=$4 disk=$5
exec 3<&0 </dev/null

# The guest's root is the machine's. Nothing but the bench's folder can be written from here, whatever the guest does.
mount --bind "$folder" "$folder"
mount -t tmpfs -o mode=700 tmpfs "$folder/memory"
mount -o remount,bind,ro /

ip link set lo up
ip tuntap add dev tap0 mode tap
ip address add "$address" dev tap0
ip link set tap0 up

export HOME=$folder/memory TMPDIR=$folder/memory
# Words that the kernel does not know and that have no dot become the environment of init (start_kernel(), unknown_bootoption()).
setsid linux.uml "mem=$memory" root=/dev/root rootfstype=hostfs rootflags=/ ro "init=$init" umid=guest \
  "NICB_FOLDER=$folder" "NICB_INIT=$init" "vec0:transport=tap,ifname=tap0,depth=128,gro=1" con=null con0=null,fd:1 \
  ${disk:+"ubd0=$disk"} 3<&- &
cat <&3 >/dev/null &
wait -n
