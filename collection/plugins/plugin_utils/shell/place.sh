# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Puts the program into the first folder where it can be run, and runs the module by it; where there is none, says why in one
# JSON object and leaves nothing. The program comes by standard input, behind a line with the module's arguments, or lies in
# a file. The plugin puts trust.sh before it and fills in what is between @.
name=@NAME@ bytes=@BYTES@ sum=@SUM@ now=@NOW@ token=@TOKEN@ upload=@UPLOAD@ packed=@PACKED@ temporary=@TEMPORARY@
told='' sent='' made='' new='' folder='' target='' ours=''

# The bytes of the program; from standard input they come once.
bring() {
  if [ -n "$packed" ]; then gzip -dc; else cat; fi
}

# make PATH: makes the folders that are missing on the way to PATH, which nobody else may write, and notes them in `made`. Nothing
# is made where somebody else may write.
make() {
  at=$1
  until [ -d "$at" ]; do at=${at%/*} at=${at:-/}; done
  trusted "$at" || return 1
  rest=${1#/} at=''
  while [ -n "$rest" ]; do
    at=$at/${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest='' ;; esac
    if said=$(LC_ALL=C mkdir -m $mode "$at" 2>&1); then
      made="$at
$made"
    elif [ ! -d "$at" ] || { [ -n "$temporary" ] && [ -z "$rest" ]; }; then
      what=$at
      failed
      return 1
    fi
  done
}

# Sets `why` by what a command said.
failed() {
  case $said in
  *'Read-only'*) why='readonly' ;;
  *'No space'* | *'quota'*) why=full ;;
  *'not permitted'*) why=eperm ;;
  *ermission*) why=denied ;;
  *) why=failed ;;
  esac
}

# Takes away what was made for a folder that is of no use. Another task may have been in it meanwhile, so the last of them
# removes the empty ones that are this collection's own, whoever of them made them.
undo() {
  [ -z "$new" ] || rm -rf "$new"
  new=''
  if [ -n "$ours" ]; then
    rmdir "$target" 2>/dev/null
    case $folder in */nic-bonding | */nic-bonding-program) rmdir "$folder" 2>/dev/null ;; esac
  fi
  set -f
  IFS='
'
  for at in $made; do rmdir "$at" 2>/dev/null; done
  unset IFS
  made='' ours=''
}

# place FOLDER: puts the program there. Sets `program`, or `why` and `what`.
place() {
  mode=755 why='' what=$1 target=$1/$name
  command -v sha256sum >/dev/null 2>&1 || { why=unsummed; return 1; }
  if [ "$shown" = '~' ] || [ -n "$temporary" ]; then mode=700; fi
  follow "$target" || return 1
  target=$real
  make "$target" || return 1
  trusted "$target" || return 1
  ours=yes
  program=$target/nic-bonding
  if [ -h "$program" ] || [ -e "$program" ]; then
    if [ -h "$program" ] || [ ! -f "$program" ] || ! trusted "$program"; then why=foreign what=$program; return 1; fi
    # Another task was first, unless it is damaged.
    if summed "$program"; then try "$program"; return; fi
  fi
  new=$target/.new-$now-$token
  # It arrives where nobody else gets: a default ACL of a folder above may let others write a file until its mode is set.
  said=$(LC_ALL=C mkdir -m 700 "$new" 2>&1) || { what=$new new=''; failed; return 1; }
  if [ -n "$upload" ]; then
    said=$( (umask 077; LC_ALL=C; export LC_ALL; bring <"$upload" | dd bs=65536 conv=fsync of="$new/nic-bonding") 2>&1) || why=failed
  else
    sent=yes
    said=$( (umask 077; LC_ALL=C; export LC_ALL; bring | dd bs=65536 conv=fsync of="$new/nic-bonding") 2>&1) || why=failed
  fi
  what=$new
  [ -z "$why" ] || { failed; return 1; }
  summed "$new/nic-bonding" || { why=damaged; return 1; }
  said=$(LC_ALL=C; export LC_ALL; { chmod 755 "$new/nic-bonding" && mv -f "$new/nic-bonding" "$program" && rmdir "$new"; } 2>&1) || { failed; return 1; }
  # By its final name: fapolicyd trusts a path.
  new=$program
  try "$program" || return 1
  [ -n "$temporary" ] || new='' made=''
}

# placed FOLDER: the same, again where a task that could not use the folder has removed it meanwhile.
placed() {
  tries=1
  until place "$1"; do
    case $why in
    unreadable | failed) [ ! -d "$target" ] || return 1 ;;
    exec) [ ! -e "$program" ] || return 1 ;;
    *) return 1 ;;
    esac
    if [ -n "$new" ] || [ $tries -ge 5 ]; then return 1; fi
    tries=$((tries + 1))
  done
}

# summed FILE: whether FILE is the program.
summed() {
  told_sum=$(sha256sum <"$1" 2>/dev/null)
  [ "${told_sum%% *}" = $sum ]
}

# Removes all but the newest three programs in the folder of `target`, unless the change of one of them may still be open, and
# what transfers that were cut off have left.
prune() {
  set +f
  for state in /var/lib/nic-bonding/*/state; do
    { read -r word <"$state"; } 2>/dev/null || continue
    case $word in confirmed | reverted) ;; *) return ;; esac
  done
  kept=1 digits='[0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
  # shellcheck disable=SC2045
  for old in $(ls -1t "${target%/*}"); do
    # shellcheck disable=SC2254
    case $old in $digits$digits$digits$digits) ;; *) continue ;; esac
    old=${target%/*}/$old
    # In a folder with the sticky bit there may be others' folders of such names.
    if [ -h "$old" ] || ! trusted "$old"; then continue; fi
    set +f
    # The one just put there counts first, whatever the clock of the host was when the others were.
    [ "$old" = "$target" ] || kept=$((kept + 1))
    for stray in "$old"/.new-*; do
      begun=${stray##*/.new-}
      begun=${begun%%-*}
      case $begun in *[!0-9]*) continue ;; esac
      [ $((now - begun)) -lt 3600 ] || rm -rf "$stray"
    done
    if [ $kept -gt 3 ] && [ "$old" != "$target" ]; then
      rm -f "$old/nic-bonding"
      rmdir "$old" 2>/dev/null
    fi
  done
}

@READ@
if [ -n "$temporary" ]; then
  name=ansible-moduletmp-$now-$token
  trap undo 0
  trap 'exit 129' 1 2 15
fi
# shellcheck disable=SC2043
for shown in @FOLDERS@; do
  folder=$shown home=''
  case $shown in '~'*) find_home ;; esac
  # shellcheck disable=SC2088
  case $shown in
  '~') folder=$home/.ansible/nic-bonding ;;
  '~/'*) folder=$home/${shown#??} ;;
  esac
  if [ "$shown" = '~' ] && [ "$(id -u)" = 0 ]; then continue; fi
  why=homeless what=$shown
  if [ "$folder" = "$shown" ] || [ -n "$home" ]; then
    if placed "$folder"; then
      [ -n "$temporary" ] || prune
      [ -n "$upload$sent" ] || cat >/dev/null
      sent=yes
      run "$program"
    fi
    undo
  fi
  tell "$shown"
  [ -z "$sent" ] || break
done
[ -n "$upload$sent" ] || cat >/dev/null
missing
