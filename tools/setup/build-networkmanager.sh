#!/bin/bash
# Builds NetworkManager with its reader of ifcfg files, which Debian's binary package leaves out, from Debian's source package.
#
#   build-networkmanager.sh CACHE KEY
#
# makes CACHE/networkmanager-<version>-KEY with sbin/NetworkManager, bin/nmcli and what they need, and in it, last of all, the
# file `installed-version`. Two at once take turns, and the second finds the work done. All that it writes elsewhere lies in a
# temporary folder: the machine's own package lists and sources are read, never changed. It needs no privilege.
set -euo pipefail
cache=$1 key=$2
umask 022
export LC_ALL=C.UTF-8

scratch=$(mktemp -d "${TMPDIR:-/tmp}/nic-bonding-networkmanager-XXXXXXXX")
trap 'rm -rf -- "$scratch"' EXIT
trap 'kill $(jobs -p) 2>/dev/null; exit 143' TERM INT HUP

main() {
  mkdir -p "$cache"
  exec 9>"$cache/networkmanager.lock"
  run flock 9
  if whole; then
    echo 'another build has made it meanwhile'
    return
  fi
  fetch
  local source version folder
  source=$(echo "$scratch"/source/network-manager-*/)
  version=$(cd "$source" && dpkg-parsechangelog --show-field Version)
  folder=$cache/networkmanager-$version-$key
  rm -rf -- "$folder"
  configure "$source" "$folder"
  compile
  install_into "$folder" "$source"
  "$folder/sbin/NetworkManager" --version
  "$folder/bin/nmcli" --version
  echo "$version" >"$folder/installed-version"
}

# Runs a command so that a signal to this script ends both at once: bash keeps it back until a command in its foreground is done.
run() {
  "$@" &
  wait "$!"
}

whole() {
  local folder
  for folder in "$cache"/networkmanager-*-"$key"; do
    [ -e "$folder/installed-version" ] && [ -n "$("$folder/sbin/NetworkManager" --version)" ] && return 0
  done
  return 1
}

# The source package, by the machine's own sources of its Debian release, with `deb-src` for `deb`, in an apt of its own.
fetch() {
  local apt=$scratch/apt
  mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache/archives/partial" "$scratch/source"
  write_sources "$apt/parts"
  cat >"$apt/apt.conf" <<END
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/parts";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt/cache";
APT::Sandbox::User "";
Acquire::Languages "none";
END
  export APT_CONFIG=$apt/apt.conf
  run apt-get update -q
  cd "$scratch/source"
  run apt-get source -q network-manager
  cd /
}

write_sources() {
  local parts=$1 codename file
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] || continue
    awk -v suite="(^|[[:space:]])$codename(-updates|-security)?([[:space:]]|\$)" '
      BEGIN { RS = ""; ORS = "\n\n" }
      match($0, /(^|\n)Suites:[^\n]*/) && substr($0, RSTART, RLENGTH) ~ suite { sub(/(^|\n)Types:[^\n]*/, "\nTypes: deb-src"); print }
    ' "$file" >"$parts/${file##*/}"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -e "$file" ] || continue
    sed -nE "s/^deb(-src)?([[:space:]].*[[:space:]]$codename(-updates|-security)?[[:space:]])/deb-src\2/p" "$file" |
      sort -u >"$parts/${file##*/}"
  done
}

# What reading ifcfg files and bringing up bonds take, without optimisation: an interface is up no later for it.
configure() {
  local source=$1 folder=$2
  run meson setup "$scratch/build" "$source" --buildtype=plain --prefix="$folder" --libdir=lib --sysconfdir=/etc --localstatedir=/var \
    "-Dc_link_args=-Wl,-rpath,$folder/lib" \
    -Difcfg_rh=true -Dconfig_plugins_default=ifcfg-rh,keyfile -Dcrypto=gnutls -Dsuspend_resume=systemd \
    -Dsession_tracking=no -Dsession_tracking_consolekit=false -Dsystemdsystemunitdir=no -Dudev_dir=no \
    -Dlibaudit=no -Dmore_asserts=no -Dtests=no -Debpf=false \
    -D{introspection,qt,ppp,modem_manager,ovs,wifi,polkit,nmtui,bluez5_dun,ifupdown}=false \
    -D{selinux,systemd_journal,firewalld_zone,concheck,libpsl,more_logging}=false
}

binaries=(
  src/core/NetworkManager:sbin
  src/nmcli/nmcli:bin
  src/libnm-client-impl/libnm.so.0.1.0:lib
  src/nm-daemon-helper/nm-daemon-helper:libexec
)
plugin=src/core/settings/plugins/ifcfg-rh/libnm-settings-plugin-ifcfg-rh.so

compile() {
  run nice -n 19 ninja -C "$scratch/build" -j "$(nproc)" "${binaries[@]%:*}" "$plugin"
}

# By hand rather than by `meson install`, which would build half as much again and write outside its prefix.
install_into() {
  local folder=$1 source=$2 binary release
  for binary in "${binaries[@]}"; do
    install -D -t "$folder/${binary#*:}" "$scratch/build/${binary%:*}"
  done
  ln -s libnm.so.0.1.0 "$folder/lib/libnm.so.0"
  release=$("$folder/sbin/NetworkManager" --version)
  install -D -m 644 -t "$folder/lib/NetworkManager/$release" "$scratch/build/$plugin"
  install -D -m 644 -t "$folder/share/dbus-1/system.d" "$source/src/core/org.freedesktop.NetworkManager.conf"
  install -D -m 644 -t "$folder" "$source/COPYING"
}

main
