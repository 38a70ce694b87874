#!/bin/sh
# Starts udevd, a system bus and NetworkManager in a host, and waits until NetworkManager is up.
# usage: start-networkmanager.sh MANAGER
set -eu
manager=$1
# Without udevd NetworkManager leaves every Ethernet device alone; in a chroot udevd wants to be told that it is meant.
export SYSTEMD_IGNORE_CHROOT=1
/usr/lib/systemd/systemd-udevd --daemon
udevadm trigger --subsystem-match=net
# As at a boot, where the devices are known by then: one whose event falls between was left alone once, on a loaded machine.
udevadm settle --timeout=10 || true
mkdir -p /run/dbus
dbus-daemon --config-file=/etc/dbus-bench.conf --fork --nopidfile
"$manager/sbin/NetworkManager" --debug >/run/NetworkManager.log 2>&1 &
for _ in $(seq 100); do
  if [ "$(nmcli -g RUNNING general 2>/dev/null)" = running ]; then exit 0; fi
  sleep 0.2
done
echo 'NetworkManager does not run after 20 s' >&2
cat /run/NetworkManager.log >&2
exit 1
