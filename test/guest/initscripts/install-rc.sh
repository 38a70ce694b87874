#!/bin/sh
# Puts the folders of SysV init and the stand-in for /etc/rc.d/rc into the root of a host; with the links of EL6 in /etc.
# usage: install-rc.sh ROOT
set -eu
root=$1
here=$(dirname "$0")
rm -rf "$root/etc/rc.d" "$root/etc/init.d" "$root"/etc/rc?.d
mkdir -p "$root/etc/rc.d/init.d"
for level in 0 1 2 3 4 5 6; do
  mkdir "$root/etc/rc.d/rc$level.d"
  ln -s "rc.d/rc$level.d" "$root/etc/rc$level.d"
done
ln -s rc.d/init.d "$root/etc/init.d"
cp "$here/rc" "$root/etc/rc.d/rc"
