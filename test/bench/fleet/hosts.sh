#!/bin/sh
# Makes hosts h1 to h<NUMBER> in network and mount namespaces of their own, each with eth0, eth1, empty network-scripts and
# modprobe.d and an sshd at 198.18.1.<number> with the keys of the bench's folder. To be run where place.sh has laid the folders;
# the hosts end with the namespaces, their sshd with all that names the folder.
# With `made`, the interfaces `fleet` and link1, link2 and so on are there already (link.py), each host's link behind one of these.
# usage: hosts.sh NUMBER FOLDER [made]
set -eu
number=$1 folder=$2
mkdir -p /run/netns
mount -t tmpfs tmpfs /run/netns

links() {
  [ "$1" = made ] || echo 'link add fleet type bridge stp_state 0 forward_delay 0'
  echo 'address add 198.18.0.1/16 dev fleet'
  echo 'link set fleet up'
  for host in $(seq "$number"); do
    echo "netns add h$host"
    if [ "$1" = made ]; then
      echo "link set link$host netns h$host name mgmt0"
    else
      echo "link add f$host type veth peer name mgmt0 netns h$host"
      echo "link set f$host master fleet up"
    fi
  done
}

links_of_host() {
  echo 'link set lo up'
  echo "address add 198.18.1.$1/16 dev mgmt0"
  echo 'link set mgmt0 up'
  for port in 0 1; do
    echo "link add eth$port type veth peer name switch$port"
    echo "link set eth$port up"
    echo "link set switch$port up"
  done
}

# In the host's namespaces, which `ip netns exec` has made.
host() {
  ip -batch -
  mkdir -p /var/lib/nic-bonding
  for place in /etc/sysconfig /etc/modprobe.d /var/lib/nic-bonding; do mount -t tmpfs -o mode=755 tmpfs "$place"; done
  mkdir /etc/sysconfig/network-scripts
  # Many connections come at once, and there is nobody to keep out.
  exec /usr/sbin/sshd -E "$folder/sshd-fleet.log" -f /dev/null -h "$folder/host_key" -o PidFile=none -o UsePAM=no -o UseDNS=no \
    -o StrictModes=no -o "AuthorizedKeysFile=$folder/authorized_keys" -o PermitRootLogin=prohibit-password \
    -o 'Subsystem=sftp internal-sftp' -o MaxStartups=100 -o PrintMotd=no -o PrintLastLog=no
}

if [ "${3:-}" = host ]; then host; fi
links "${3:-}" | ip -batch -
for host in $(seq "$number"); do
  links_of_host "$host" | ip netns exec "h$host" sh "$0" "$host" "$folder" host
done
