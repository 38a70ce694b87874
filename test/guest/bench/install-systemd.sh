#!/bin/sh
# Makes systemd, Debian's own, the init of a host: of all units but what it cannot do without there are the network, by
# initscripts or NetworkManager, and an sshd as a service, so that a login lies in that service's group of processes.
# usage: install-systemd.sh ROOT READER MANAGER
set -eu
root=$1 reader=$2 manager=$3
here=$(dirname "$0")
units=$root/etc/systemd/system
rm -rf "$units" "$root"/lib/systemd/system/*.wants "$root/etc/systemd/system.conf.d"
mkdir -p "$units/multi-user.target.wants"
# There is no journald; a word to it would be lost.
printf '[Manager]\nDefaultStandardOutput=null\nDefaultStandardError=null\nLogTarget=null\n' > "$root/etc/systemd/system.conf"
ln -s /lib/systemd/system/multi-user.target "$units/default.target"

service() {
  cat > "$units/$1.service"
  ln -s "../$1.service" "$units/multi-user.target.wants/$1.service"
}

# As systemd-sysv-generator makes it of init.d/network on EL7.
[ "$reader" != initscripts ] || service network <<END
[Unit]
Wants=network.target
Before=network.target
[Service]
Type=oneshot
RemainAfterExit=yes
StandardOutput=append:/run/network.log
StandardError=append:/run/network.log
ExecStart=/usr/sbin/service network start
ExecStop=/usr/sbin/service network stop
END
[ "$reader" != networkmanager ] || service NetworkManager <<END
[Unit]
Wants=network.target
Before=network.target
[Service]
Type=forking
ExecStart=$here/start-networkmanager.sh $manager
END
# KillMode as sshd.service has it on EL7.
service sshd <<END
[Unit]
After=network.target
[Service]
KillMode=process
ExecStart=$here/sshd.sh -D
END
