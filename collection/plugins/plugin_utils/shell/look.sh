# shellcheck shell=sh disable=SC2154,SC3067
# What a host says of itself and of what earlier runs have put into a folder, a line each. It changes nothing. Every shell of EL and busybox knows -O.
# Given: folder
libc() {
  case $(getconf GNU_LIBC_VERSION 2>/dev/null) in
    'glibc '*) getconf GNU_LIBC_VERSION; return ;;
  esac
  for library in /lib64/libc.so.6 /lib/libc.so.6 /lib/*-linux-gnu*/libc.so.6; do
    # It is a program too, which prints its own version first (glibc, csu/version.c).
    version=$("$library" 2>/dev/null </dev/null | sed -n '1s/^GNU C Library.* release version \([0-9]*\.[0-9]*\).*/\1/p')
    if [ -n "$version" ]; then echo "glibc $version"; return; fi
  done
  for loader in /lib/ld-musl-*; do
    if [ -e "$loader" ]; then echo musl; return; fi
  done
  echo unknown
}
look_at_folder() {
  if [ -h "$1" ] || [ ! -d "$1" ]; then say wrong "$1 is no folder of its own"; return; fi
  [ -O "$1" ] || say wrong "$1 belongs to another user than $(id -un); this takes become"
  case $(ls -ld "$1") in
    d???????w*) say wrong "$1 can be written by everybody" ;;
  esac
}
say machine "$(uname -m)"
say libc "$(libc)"
[ -z "$(sum_of </dev/null)" ] || say sums yes
! command -v gzip >/dev/null 2>&1 || say gzip yes
parent=$folder
while [ ! -e "$parent" ] && [ -n "$parent" ]; do parent=${parent%/*}; done
parent=${parent:-/}
[ -w "$parent" ] || say wrong "$parent cannot be written by $(id -un); unless it is read-only, this takes become"
say space "$parent" "$(df -Pk "$parent" 2>/dev/null | awk 'END { if (NF > 4) print $(NF - 2) }' 2>/dev/null)"
for path in "$folder" "$folder/bin"; do
  if [ -h "$path" ] || [ -e "$path" ]; then look_at_folder "$path"; fi
done
if [ -h "$folder/bin/node" ]; then say link "$(readlink "$folder/bin/node")"
elif [ -e "$folder/bin/node" ]; then say wrong "$folder/bin/node is not the link that this role makes"
fi
for program in "$folder"/node-*; do
  if [ -f "$program" ] && [ -x "$program" ] && [ ! -h "$program" ]; then
    say have "${program##*/node-}" "$(sum_of <"$program")"
  fi
done
say end
