# shellcheck shell=sh disable=SC2154
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Removes what this collection has put on the host: its programs, and as root also the journal, the log, the boot hook and
# fapolicyd's list. Refuses, and removes nothing, while a change is open or another task writes. The plugin fills in what is
# between @; `check` is not empty in check mode, which reports the same and does nothing.
# POSIX shell and coreutils. Each line of the answer begins with `nic-bonding-program`; a login may print others.
check=@CHECK@ claim=''
base=/var/lib/nic-bonding log=/var/log/nic-bonding.log trust=/etc/fapolicyd/trust.d/nic-bonding aside=/var/lib/.nic-bonding.removed
hook='/etc/systemd/system/sysinit.target.wants/nic-bonding-revert.service /etc/systemd/system/nic-bonding-revert.service
/etc/rc.d/rc2.d/S09nic-bonding-revert /etc/rc.d/rc3.d/S09nic-bonding-revert /etc/rc.d/rc4.d/S09nic-bonding-revert
/etc/rc.d/rc5.d/S09nic-bonding-revert /etc/rc.d/init.d/nic-bonding-revert'
LC_ALL=C
export LC_ALL

say() {
  printf 'nic-bonding-program %s\n' "$*"
}

# start_time PID: field 22 of proc(5)'s stat in `started`, empty where there is no such process or it is a zombie.
start_time() {
  started='' stat=''
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  # The command may hold blanks and parentheses, so the fields are counted from behind it.
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [ "$1" != Z ] || return 0
  shift 19
  started=$1
}

# alive FILE: whether the process that a lock names still runs. Sets `pid`.
alive() {
  pid='' born='' of=''
  { read -r pid born of rest <"$1"; } 2>/dev/null || return 1
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  start_time "$pid"
  [ -n "$started" ] && [ "$of" = "$boot" ] && [ "$started" = "$born" ]
}

# take NAME: takes a lock as the modules do, by link(2) from a file that names this process.
take() {
  ln "$claim" "$base/$1" 2>/dev/null
}

# lock: keeps every other task of this collection from writing here. Waits as long as they do.
lock() {
  claim=$base/lock.tmp.$$.remove
  start_time $$
  (umask 077; printf '%s %s %s %s\n' $$ "$started" "$boot" nic.bonding.program >"$claim") || return 1
  tries=0
  until take lock; do
    tries=$((tries + 1))
    [ $tries -le 30 ] || return 1
    if alive "$base/lock" || [ ! -e "$base/lock" ]; then
      sleep 1
    elif take lock.1; then
      # Of a run that was killed. Looked at once more, since another may have seen the same and been faster.
      alive "$base/lock" || rm -f "$base/lock"
      rm -f "$base/lock.1"
    else
      sleep 1
    fi
  done
}

# Whether a change is neither kept nor undone for good; each is told. One that was written and never applied is over when the
# host has booted with it.
any_open() {
  open=1
  for state in "$base"/*/state; do
    word='' at=''
    { read -r word <"$state"; } 2>/dev/null || continue
    id=${state%/state}
    { read -r at <"$id/boot"; } 2>/dev/null
    case $word in
    confirmed | reverted) continue ;;
    written) [ "$at" = "$boot" ] || continue ;;
    esac
    say open "${id##*/}" "$word"
    open=0
  done
  return $open
}

# gone PATH...: removes what is there, and tells each.
gone() {
  for path; do
    [ -e "$path" ] || [ -h "$path" ] || continue
    if [ -z "$check" ] && ! said=$(rm -rf -- "$path" 2>&1); then
      say failed "$said"
      exit 0
    fi
    say removed "$path"
  done
}

# Removes the programs in a folder, which are in folders named by 16 hexadecimal digits, and then the folder when it is empty.
# None of ours is in a folder that somebody else may write or move: what is removed there could become anything meanwhile.
clear_folder() {
  others='' own=''
  [ -d "$1" ] || return 0
  if ! follow "$1" || ! trusted "$real"; then
    set +f
    say kept "$1"
    return
  fi
  set +f
  for entry in "$real"/* "$real"/.[!.]*; do
    [ -e "$entry" ] || [ -h "$entry" ] || continue
    case ${entry##*/} in
    *[!0-9a-f]*) others=yes ;;
    ????????????????)
      if [ ! -h "$entry" ] && trusted "$entry"; then
        own=yes
        gone "$entry"
      else
        others=yes
      fi
      set +f
      ;;
    *) others=yes ;;
    esac
  done
  if [ -n "$others" ]; then say kept "$real"; elif [ -n "$own" ]; then gone "$real"; fi
}

# Copies that a task with `backup: true` has made are the user's own: they stay, and so does the folder around them. Without any
# the journal is renamed first, so that a task that waits for the lock finds none and makes a new one.
clear_journal() {
  if [ -e "$base/backup" ]; then
    for entry in "$base"/* "$base"/.[!.]*; do
      case ${entry##*/} in
      backup | lock | 'lock.tmp.'* | '*' | '.[!.]*') ;;
      *) gone "$entry" ;;
      esac
    done
    say kept "$base/backup"
    return
  fi
  say removed "$base"
  [ -z "$check" ] || return 0
  if ! said=$(mv "$base" "$aside.$$" 2>&1 && rm -rf "$aside".* 2>&1); then
    say failed "$said"
    exit 0
  fi
  locked='' claim=''
}

boot=unknown
{ read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
locked=''
trap 'if [ -n "$locked" ]; then rm -f "$base/lock"; fi; if [ -n "$claim" ]; then rm -f "$claim"; fi' 0
trap 'exit 129' 1 2 15
if [ "$(id -u)" = 0 ] && [ -d "$base" ]; then
  if ! follow "$base" || ! trusted "$real"; then
    say failed "$base can be written by others than root"
    exit 0
  fi
  set +f
  if [ -n "$check" ]; then
    if alive "$base/lock"; then say busy "$pid"; exit 0; fi
  elif lock; then
    locked=yes
  else
    alive "$base/lock" || pid=unknown
    say busy "$pid"
    exit 0
  fi
  if any_open; then exit 0; fi
fi
# shellcheck disable=SC2043
for folder in @FOLDERS@; do
  if [ "$folder" = '~' ]; then
    [ "$(id -u)" != 0 ] || continue
    find_home
    [ -n "$home" ] || continue
    folder=$home/.ansible/nic-bonding
  fi
  clear_folder "$folder"
done
if [ "$(id -u)" = 0 ]; then
  for path in $hook; do gone "$path"; done
  gone "$log"
  if [ -e "$trust" ]; then
    gone "$trust"
    if [ -z "$check" ] && [ -p /run/fapolicyd/fapolicyd.fifo ]; then timeout 10 fapolicyd-cli --update >/dev/null 2>&1; fi
  fi
  if [ -d "$base" ]; then clear_journal; fi
fi
say end
