#!/bin/sh
# Puts the configuration of NetworkManager and its command nmcli into the root of a host.
# usage: install-networkmanager.sh ROOT MANAGER
set -eu
root=$1 manager=$2
mkdir -p "$root/etc/NetworkManager" "$root/var/lib/NetworkManager"
cat > "$root/etc/NetworkManager/NetworkManager.conf" <<'END'
[main]
plugins=ifcfg-rh,keyfile
[keyfile]
unmanaged-devices=interface-name:mgmt0
[logging]
level=INFO
END
cat > "$root/etc/dbus-bench.conf" <<'END'
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
END
cat > "$root/etc/rc.d/init.d/NetworkManager" <<END
#!/bin/sh
[ "\$1" != start ] || exec "$(dirname "$0")/start-networkmanager.sh" "$manager"
END
chmod +x "$root/etc/rc.d/init.d/NetworkManager"
# Where EL6 has it (chkconfig line of its NetworkManager).
ln -s ../init.d/NetworkManager "$root/etc/rc.d/rc3.d/S23NetworkManager"
rm -f "$root/usr/bin/nmcli"
ln -s "$manager/bin/nmcli" "$root/usr/bin/nmcli"
