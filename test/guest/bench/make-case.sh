#!/bin/bash
# Makes a host in the guest: network, mount, host name and process namespaces of its own, a root that keeps its changes to
# itself, an sshd, ports eth0, eth1 ... that lead to a switch in a network namespace sw<slot>.
# The switch is a bridge br0 with 10.0.0.138/8 (the guide's gateway) and 10.0.0.1/8 (its client); the other end of eth0 is
# there as p0, so carrier goes with `ip -n sw<slot> link set p0 down`.
# usage: make-case.sh SLOT PORTS READER MANAGER INIT DISK    READER: initscripts (the stand-in), networkmanager (from the folder
# MANAGER), or none; INIT, DISK: see case-init.sh
# Prints the process id of the case's first process.
set -eu
slot=$1 ports=$2 reader=$3 manager=$4 init=$5 disk=$6
here=$(dirname "$0")
mkdir "/run/cases/$slot"
cd "/run/cases/$slot"
mkfifo events go
exec 3<>events 4<>go
group=/sys/fs/cgroup/case$slot
mkdir "$group"
{
  # The group is the root of what the case sees of the groups of processes.
  echo 0 >"$group/cgroup.procs"
  exec setsid unshare --net --mount --uts --pid --cgroup --fork --kill-child --propagation private \
    bash "$here/case-init.sh" "$slot" "$reader" "$manager" "$init" "$disk"
} </dev/null >log 2>&1 3<&- 4<&- &

fail() {
  echo "make-case.sh: case $slot: $1" >&2
  cat log >&2
  exit 1
}

# The first process says its id, waits for the links, and says when it is ready.
read -r -t 20 inner <&3 || fail 'no first process within 20 s'
echo "$inner" > pid

# Addresses of the guide's adapters, and such as follow from the number for further ones.
mac() {
  case $1 in 0) echo 08:00:27:43:66:17 ;; 1) echo 08:00:27:08:f3:6a ;; *) printf '08:00:27:00:00:%02x\n' "$1" ;; esac
}
ip netns add "sw$slot"
{
  echo "link add m$slot type veth peer name mgmt0 netns $inner"
  echo "link set m$slot master mgmt up"
  for ((i = 0; i < ports; i++)); do
    echo "link add s${slot}p$i netns sw$slot type veth peer name eth$i address $(mac "$i") netns $inner"
  done
} | ip -batch - || fail 'links'
{
  echo 'link set lo up'
  echo 'link add br0 type bridge stp_state 0 forward_delay 0'
  for ((i = 0; i < ports; i++)); do
    echo "link set s${slot}p$i name p$i"
    echo "link set p$i master br0 up"
  done
  echo 'address add 10.0.0.138/8 dev br0'
  echo 'address add 10.0.0.1/8 dev br0'
  echo 'link set br0 up'
} | ip -n "sw$slot" -batch - || fail 'switch'

echo links >&4
read -r -t 60 ready <&3 || fail 'not ready within 60 s'
[ "$ready" = ready ] || fail 'its set-up failed'
echo "$inner"
