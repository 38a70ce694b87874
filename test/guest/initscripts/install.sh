#!/bin/sh
# Puts the stand-in for initscripts into the root of a host.
# usage: install.sh ROOT
set -eu
root=$1
here=$(dirname "$0")
rm -f "$root/usr/sbin/service" "$root/usr/sbin/ifup" "$root/usr/sbin/ifdown"
cp "$here/service" "$here/ifup" "$here/ifdown" "$root/usr/sbin/"
cp "$here/functions.sh" "$root/etc/sysconfig/network-scripts/network-functions"
cp "$here/stacked.sh" "$root/etc/sysconfig/network-scripts/network-functions-stacked"
printf '#!/bin/sh\nexec /usr/sbin/service network "$1"\n' > "$root/etc/rc.d/init.d/network"
chmod +x "$root/etc/rc.d/init.d/network"
# By the chkconfig line of init.d/network.
ln -s ../init.d/network "$root/etc/rc.d/rc3.d/S10network"
# The file by which it is told that initscripts are installed.
echo '# A stand-in: see network-functions' > "$root/etc/sysconfig/network-scripts/ifup-eth"
