# shellcheck shell=sh disable=SC2015,SC2034,SC2046,SC2154
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# What the action program has the other scripts do: report on the program instead of running a module by it, have fapolicyd
# trust it before it is tried, and in check mode find out where it would go. Comes behind trust.sh; the plugin fills in what
# is between @: `trusting` and `check` are `yes` or empty.
trusting=@TRUSTING@ check=@CHECK@ trust='' added=''

# In the place of trust.sh's. What is not trusted does not run, and the daemon takes a moment to read its lists.
try() {
  if [ -n "$trusting" ]; then
    total=$(sha256sum <"$1")
    trust "$1" $(($(wc -c <"$1"))) "${total%% *}" || { why=untrusted what=$said; return 1; }
    [ "$trust" != added ] || added=yes
  fi
  tries=0
  until tried "$1"; do
    tries=$((tries + 1))
    if [ "$why" != eperm ] || [ -z "$added" ]; then return 1; fi
    if [ -n "$check" ]; then return 0; fi
    if [ $tries -ge 10 ]; then return 1; fi
    sleep 1
  done
}

# In the place of trust.sh's. In check mode a folder that does not have the program may be one that could not get it.
look() {
  looked "$1" && return 0
  if [ -n "$check" ] && [ "$why" = absent ]; then suit "${1%/*}"; fi
  return 1
}

# suit FOLDER: what would keep the program out of FOLDER, in `why` and `what`; absent where nothing would.
suit() {
  follow "$1" || return 0
  at=$real
  until [ -d "$at" ]; do at=${at%/*} at=${at:-/}; done
  trusted "$at" || return 0
  why=absent what=$at
  # The last line of df(1) names the mount point, and the last of what is mounted there counts.
  set -f
  set -- $(df -Pk "$at" 2>/dev/null | tail -n 1)
  set +f
  [ $# -ge 6 ] || return 0
  free=$4
  shift 5
  options=
  while read -r device mounted kind flags rest; do
    [ "$mounted" != "$*" ] || options=,$flags,
  done 2>/dev/null </proc/mounts
  case $options in
  *,ro,*) why='readonly' ;;
  *,noexec,*) why=noexec ;;
  *) if [ ! -w "$at" ]; then why=denied; elif [ "$free" -le $((bytes / 1024)) ]; then why=full; fi ;;
  esac
}

# In the place of trust.sh's, with what tells where the program would go.
missing() {
  gzip=false fapolicyd=false
  ! command -v gzip >/dev/null 2>&1 || gzip=true
  ! command -v fapolicyd-cli >/dev/null 2>&1 || fapolicyd=true
  find_home
  printf '{"nic_bonding_missing":true,"machine":"%s","gzip":%s,"user":"%s","home":"%s","fapolicyd":%s,"folders":[%s]}\n' \
    "$(uname -m)" $gzip "$(id -u)" "$home" $fapolicyd "$told"
}

# report PROGRAM: the answer in the place of a module's: the checksum, and whether fapolicyd trusts it.
report() {
  try "$1" || return 126
  total=$(sha256sum <"$1")
  [ -z "$added" ] || trust=added
  printf '{"nic_bonding_report":true,"machine":"%s","sha256":"%s","trust":"%s"}\n' "$(uname -m)" "${total%% *}" "$trust"
}

# known LINE: whether fapolicyd's lists have this line: path, size and SHA-256 (fapolicyd.trust(5)).
known() {
  # trust.sh has turned off what expands the asterisk.
  (set +f; cat /etc/fapolicyd/fapolicyd.trust /etc/fapolicyd/trust.d/* 2>/dev/null) | grep -qxF -e "$1"
}

# packaged PATH: whether a package has installed it as it is; fapolicyd then knows it from rpm's database.
packaged() {
  command -v rpm >/dev/null 2>&1 && rpm -Vf "$1" >/dev/null 2>&1
}

# forget: removes the lines of our list whose programs are gone. fapolicyd-cli cannot: it asks for the real path of the file.
forget() {
  kept=$(while read -r old rest; do
    case $old in /*/nic-bonding) [ -e "$old" ] || continue ;; esac
    printf '%s\n' "$old${rest:+ $rest}"
  done <"$1")
  if [ "$kept" != "$(cat "$1")" ]; then printf '%s\n' "$kept" >"$1"; fi
}

# trust PATH BYTES SUM: sets `trust` to none (no fapolicyd here), known or added, or to failed with the reason in `said`; in check
# mode, when `check` is not empty, to what it would be.
trust() {
  trust=none said=''
  command -v fapolicyd-cli >/dev/null 2>&1 || return 0
  trust=known
  if known "$1 $2 $3" || packaged "$1"; then return 0; fi
  trust=added
  [ -z "$check" ] || return 0
  if said=$(LC_ALL=C fapolicyd-cli --file add "$1" --trust-file nic-bonding 2>&1) && known "$1 $2 $3"; then
    forget /etc/fapolicyd/trust.d/nic-bonding
    # Only the daemon makes this pipe, and one that was killed leaves it; without a daemon the lists are read when it starts.
    [ -p /run/fapolicyd/fapolicyd.fifo ] || return 0
    said=$(LC_ALL=C timeout 10 fapolicyd-cli --update 2>&1)
    case $? in 0 | 124 | 143) return 0 ;; esac
  fi
  trust=failed
  # The usage follows the reason. What would need quoting is left out of it.
  said=$(printf '%s\n' "$said" | head -n 1 | tr -cd 'A-Za-z0-9/._+@:, -')
  return 1
}
