# shellcheck shell=sh disable=SC2034,SC2046,SC2154,SC2086
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# What run.sh, named.sh and place.sh share. POSIX shell and coreutils; no here-document, which bash before 5.1 writes to /tmp.

# What an environment that become keeps may change of ls(1) and gzip(1). A folder of PATH that is not absolute means the working
# folder, the home of whoever logged in.
unset BLOCK_SIZE GZIP LS_BLOCK_SIZE QUOTING_STYLE TIME_STYLE
case :$PATH: in *::* | *:[!/]*) PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH ;; esac

# The id of this user once it is known. An environment that become keeps may hold a variable of this name.
me=''

# The user's home by the passwd database, whatever HOME says, in `home`; empty where it names none.
find_home() {
  home='' login=$(id -un 2>/dev/null)
  case $login in
  '' | *[!A-Za-z0-9._-]* | [-.0-9]*) return ;;
  esac
  eval "home=~$login"
  case $home in /*) ;; *) home='' ;; esac
}

# trusted PATH: whether PATH, in which only the last name may be a symbolic link, and every folder above it belong to root or
# to this user, and nobody else may write them. Sets `why` and `what` where not, and `size` to that of PATH.
# A folder of root's with the sticky bit counts: nobody may replace in it what is somebody else's (inode(7)).
trusted() {
  rest=${1#/} at='' why='' what=$1 size=''
  set -- /
  while [ -n "$rest" ]; do
    at=$at/${rest%%/*}
    set -- "$@" "$at"
    case $rest in */*) rest=${rest#*/} ;; *) rest='' ;; esac
  done
  count=$#
  IFS='
'
  set -f
  set -- $(ls -ldn "$@" 2>/dev/null)
  unset IFS
  [ $# -eq $count ] || why=unreadable
  for line; do
    [ -z "$why" ] || return 1
    what=/${line#*/}
    set -- $line
    size=$5
    if [ "$3" != 0 ]; then
      me=${me:-$(id -u)}
      [ "$3" = "$me" ] || why=owner
    fi
    case $1,$3 in
    d????????[tT]*,0) ;;
    ?????w* | ????????w*) why=writable ;;
    esac
  done
  [ -z "$why" ]
}

# follow PATH: where PATH leads, without links, in `real`; what is missing of it stays as it is written. Sets `why` and `what` where
# a link on the way is not by root or this user: they alone may write the folder that it lies in.
follow() {
  real='' way=${1#/} links=0
  while [ -n "$way" ]; do
    part=${way%%/*}
    case $way in */*) way=${way#*/} ;; *) way='' ;; esac
    case $part in
    '' | .) ;;
    ..) real=${real%/*} ;;
    *)
      if [ ! -h "$real/$part" ]; then real=$real/$part; continue; fi
      trusted "${real:-/}" || return 1
      links=$((links + 1)) what=$real/$part
      # The last line that trusted has read is that of the folder.
      case $line in d????????[tT]*) why=writable; return 1 ;; esac
      if [ $links -gt 40 ]; then why=unreadable; return 1; fi
      way=$(readlink "$what")/$way
      case $way in /*) real='' way=${way#/} ;; esac
      ;;
    esac
  done
}

# looked FOLDER: whether the program in FOLDER may be used. Sets `program`, or `why` and `what`.
looked() {
  program=''
  follow "$1" || return 1
  why=absent what=$1 program=$real/nic-bonding
  [ -e "$program" ] || return 1
  if [ -h "$program" ] || [ ! -f "$program" ]; then why=foreign what=$program; return 1; fi
  trusted "$program" || { [ "$what" != "$program" ] || why=foreign; return 1; }
  [ "$size" = "$bytes" ] || { why=damaged; return 1; }
}

# tried PROGRAM: whether the kernel executes it. The shell reports what the kernel answered, in its own words.
tried() {
  said=$(LC_ALL=C; export LC_ALL; "$1" --version 2>&1 </dev/null)
  what=$1
  case $said in
  'nic-bonding '*) return 0 ;;
  *'not permitted'*) why=eperm ;;
  *ermission*) why=noexec ;;
  *) why='exec' ;;
  esac
  return 1
}

# What the other scripts ask for; program.sh has its own.
look() { looked "$1"; }
try() { tried "$1"; }

# tell FOLDER: adds why FOLDER is not used to `told`, as JSON. A path that would need quoting is not told.
tell() {
  case $what in *[!A-Za-z0-9/._+@:,\ -]*) what='?' ;; esac
  told="$told${told:+,}[\"$1\",\"$why\",\"$what\"]"
}

# missing: the answer where nothing was run.
missing() {
  gzip=false
  ! command -v gzip >/dev/null 2>&1 || gzip=true
  printf '{"nic_bonding_missing":true,"machine":"%s","gzip":%s,"user":"%s","folders":[%s]}\n' \
    "$(uname -m)" $gzip "$(id -u)" "$told"
}

# run PROGRAM: runs the module. The line before its answer says by which program. Returns where it was not executed.
run() {
  printf 'nic-bonding %s\n' "$1"
  @RUN@
  status=$?
  case $status in 126 | 127) try "$1" ;; *) exit $status ;; esac
}
