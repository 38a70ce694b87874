# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Of nic.bonding. This script reads nothing but the folder it lies in: that of a change of network files which undoes itself
# unless it is confirmed, or that of a fail-over test. What the scripts share comes first. POSIX sh with the commands of
# coreutils and util-linux.
set -f
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
unset CDPATH
umask 077
NL='
'
# Every process counts on a small host: what a builtin can do, a builtin does. "Name:<tab>sh" stands first (proc(5)).
TAB=
{ IFS= read -r TAB < /proc/self/status; } 2>/dev/null
TAB=${TAB#Name:}
TAB=${TAB%"${TAB#?}"}
[ -n "$TAB" ] || TAB=$(printf '\t')
SPACES=" $TAB$NL"
IFS=$SPACES
case $0 in
  */*) cd -- "${0%/*}/" || exit 1 ;;
  *) cd -- . || exit 1 ;;
esac
DIR=${PWD%/}
SELF=$DIR/${0##*/}
ID=${DIR##*/}
BASE=${DIR%/*}
ROOT=
SAY=no
RUBBISH=
PENDING=${NIC_BONDING_LINES-}
PENDING_SINCE=0
unset NIC_BONDING_LINES
LOG=/var/log/nic-bonding.log
BOOT=
{ read -r BOOT < /proc/sys/kernel/random/boot_id; } 2>/dev/null
cd / || exit 1

# ---- time, log, small files

# cs NUMBER: a decimal number of seconds as hundredths, in CS.
cs() {
  case $1 in
    *.*)
      FRACTION=${1#*.}00
      FRACTION=${FRACTION%"${FRACTION#??}"}
      CS=$((${1%%.*} * 100 + ${FRACTION#0}))
      ;;
    *) CS=$(($1 * 100)) ;;
  esac
}

# now: hundredths of seconds since the boot, in NOW; nobody sets this clock.
now() {
  read -r NOW REST < /proc/uptime
  cs "$NOW"
  NOW=$CS
}

# decimal HUNDREDTHS: as seconds, in DECIMAL.
decimal() {
  DECIMAL=$(($1 / 100)).$(($1 / 10 % 10))$(($1 % 10))
}

# two_digits NUMBER: in TWO.
two_digits() {
  TWO=$1
  [ "$1" -gt 9 ] || TWO=0$1
}

# start_clock: the time of day is asked for once; the time since the boot tells how it goes on.
start_clock() {
  DAY=
  CLOCK=$(exec date '+%s %z')
  ZONE=${CLOCK#* }
  MINUTES=${ZONE#?}
  MINUTES=${MINUTES#??}
  HOURS=${ZONE#?}
  HOURS=${HOURS%??}
  OFFSET=$((${HOURS#0} * 3600 + ${MINUTES#0} * 60))
  case $ZONE in -*) OFFSET=-$OFFSET ;; esac
  now
  CLOCK=$((${CLOCK%% *} + OFFSET - NOW / 100))
}

# stamp: the local time, in STAMP.
stamp() {
  [ -n "${CLOCK-}" ] || start_clock
  now
  SINCE=$((CLOCK + NOW / 100))
  if [ "$DAY" != $((SINCE / 86400)) ]; then
    DAY=$((SINCE / 86400))
    name_day "$DAY"
  fi
  SINCE=$((SINCE % 86400))
  two_digits $((SINCE / 3600))
  STAMP="$DATE $TWO"
  two_digits $((SINCE / 60 % 60))
  STAMP=$STAMP:$TWO
  two_digits $((SINCE % 60))
  STAMP=$STAMP:$TWO
}

# name_day DAYS: the day that many days after 1 January 1970, in DATE.
name_day() {
  DAYS=$1
  YEAR=1970
  while :; do
    FEBRUARY=28
    if [ $((YEAR % 4)) -eq 0 ] && { [ $((YEAR % 100)) -ne 0 ] || [ $((YEAR % 400)) -eq 0 ]; }; then FEBRUARY=29; fi
    [ "$DAYS" -ge $((337 + FEBRUARY)) ] || break
    DAYS=$((DAYS - 337 - FEBRUARY))
    YEAR=$((YEAR + 1))
  done
  MONTH=1
  for LENGTH in 31 "$FEBRUARY" 31 30 31 30 31 31 30 31 30 31; do
    [ "$DAYS" -ge "$LENGTH" ] || break
    DAYS=$((DAYS - LENGTH))
    MONTH=$((MONTH + 1))
  done
  two_digits "$MONTH"
  DATE=$YEAR-$TWO
  two_digits $((DAYS + 1))
  DATE=$DATE-$TWO
}

# log TEXT: for the administrator at night. Syslog gets the lines together (flush_log): a process for each is too much.
log() {
  if [ "$SAY" = yes ]; then { printf '%s\n' "$1"; } 2>/dev/null; fi
  case $BASE in /var/lib/nic-bonding | /run/nic-bonding | /var/run/nic-bonding) ;; *) return 0 ;; esac
  stamp
  { printf '%s %s %s\n' "$STAMP" "$ID" "$1" >> "$LOG"; } 2>/dev/null
  [ -n "$PENDING" ] || PENDING_SINCE=$NOW
  PENDING=$PENDING$ID:\ $1$NL
  [ $((NOW - PENDING_SINCE)) -lt 3000 ] || flush_log
  return 0
}

# flush_log: hands the lines to syslog in the background; one that hangs or is not there holds nothing up.
flush_log() {
  [ -n "$PENDING" ] || return 0
  printf '%s' "$PENDING" 2>/dev/null | timeout -s KILL 5 logger -t nic-bonding -p daemon.notice > /dev/null 2>&1 &
  PENDING=
}

rotate_log() {
  SIZE=$(stat -c %s "$LOG" 2>/dev/null) || return 0
  [ "$SIZE" -le 1048576 ] || mv -f "$LOG" "$LOG.1"
}

# make_last NAME...: writes files and folders to the disk. coreutils before 8.24 ignore the names and write everything.
make_last() {
  timeout -s KILL 30 sync -- "$@" 2>/dev/null
  return 0
}

# note NAME TEXT: one of the change's own files that may get lost: who misses it does a thing twice that may be done twice.
note() {
  { printf '%s\n' "$2" > "$DIR/$1"; } 2>/dev/null && [ -s "$DIR/$1" ]
}

# put NAME TEXT [quick]: one of the change's own files, old or new at every instant; quick: the caller writes it to the disk.
put() {
  if { printf '%s\n' "$2" > "$DIR/.$1.$$"; } 2>/dev/null && [ -s "$DIR/.$1.$$" ]; then
    [ "${3-}" = quick ] || make_last "$DIR/.$1.$$"
    mv -f "$DIR/.$1.$$" "$DIR/$1" 2>/dev/null && return 0
  fi
  rm -f "$DIR/.$1.$$"
  return 1
}

# discard NAME: is removed with what else is to be removed, by sweep.
discard() {
  RUBBISH=$RUBBISH$1$NL
}

# sweep [NAME...]: removes these and what was discarded before.
sweep() {
  IFS=$NL
  set -- "$@" $RUBBISH
  IFS=$SPACES
  RUBBISH=
  [ $# -eq 0 ] || rm -rf -- "$@"
}

# number NAME DEFAULT: a number out of one of the change's files, in NUMBER.
number() {
  NUMBER=
  { read -r NUMBER < "$DIR/$1"; } 2>/dev/null
  case $NUMBER in '' | *[!0-9.]* | *.*.*) NUMBER=$2 ;; esac
}

read_state() {
  STATE=
  { read -r STATE < "$DIR/state"; } 2>/dev/null
  [ -n "$STATE" ] || STATE=none
}

# make_spares: what going back has to write, while there is space: a full disk shall not keep it from that.
make_spares() {
  [ -d "$DIR/spare" ] || mkdir -p "$DIR/spare"
  LACKING=
  for NAME in reverting reverted failed; do
    [ "$NAME" = "$STATE" ] || [ -s "$DIR/spare/$NAME" ] || { LACKING=yes && printf '%s\n' "$NAME" > "$DIR/spare/$NAME"; } 2>/dev/null
  done
  [ -s "$DIR/spare/decision" ] ||
    { LACKING=yes && printf 'revert (no space was left to note why)\n' > "$DIR/spare/decision"; } 2>/dev/null
  [ -z "$LACKING" ] || make_last "$DIR/spare/reverting" "$DIR/spare/reverted" "$DIR/spare/failed" "$DIR/spare/decision"
}

# set_state STATE: a failure is told, and stops nothing: the way back matters more than the note of it. That it goes back
# is written to the disk later: a host that boots before that goes back as well.
set_state() {
  read_state
  [ "$STATE" != "$1" ] || return 0
  if { [ -s "$DIR/spare/$1" ] && mv -f "$DIR/spare/$1" "$DIR/state" 2>/dev/null; } || put state "$1"; then
    [ "$1" = reverting ] || make_last "$DIR/reason" "$DIR"
    log "state: $STATE -> $1"
    STATE=$1
    return 0
  fi
  log "cannot note the state $1 in $DIR: is there no space left?"
  return 1
}

# note_start: when going back began.
note_start() {
  [ ! -s "$DIR/revert-start" ] || return 0
  now
  decimal "$NOW"
  note revert-start "$DECIMAL"
}

# ---- locks: a line "<pid> <start time> <boot id> <what>", put in place by link(2)

# started_of PID: when a process started (proc(5), field 22), in STARTED; empty where there is none.
started_of() {
  STARTED=
  STAT=
  { while IFS= read -r PIECE; do STAT=$STAT$PIECE; done < "/proc/$1/stat"; } 2>/dev/null
  [ -n "$STAT" ] || return 1
  set -- ${STAT##*) }
  [ "$1" != Z ] || return 1
  STARTED=${20-}
}

# is_live LINE: whether the process that wrote a lock's line lives.
is_live() {
  set -- $1
  [ $# -ge 3 ] || return 1
  case $1 in *[!0-9]*) return 1 ;; esac
  [ "$3" = "$BOOT" ] || return 1
  started_of "$1"
  [ -n "$STARTED" ] && [ "$STARTED" = "$2" ]
}

# look LOCK: 0 it is held, 1 it is stale, 2 it is gone; its line in HELD. One without a line is young or of a power cut.
look() {
  HELD=
  [ -e "$1" ] || return 2
  { IFS= read -r HELD < "$1"; } 2>/dev/null
  if [ -n "$HELD" ]; then
    is_live "$HELD" || return 1
    return 0
  fi
  AGE=$(stat -c %Y "$1" 2>/dev/null) || return 2
  AGE=$(($(date +%s) - AGE))
  if [ "$AGE" -le 2 ] && [ "$AGE" -ge -2 ]; then return 0; fi
  return 1
}

# grab LOCK LEVEL WHAT: 0 taken, 1 held (HELD), 2 try again, 3 it cannot be written.
# A stale lock is broken only by who holds the lock of the next level, so that nobody removes the lock of a third.
grab() {
  case $2 in
    0) set -- "$1" 0 "$3" "$1" ;;
    *) set -- "$1" "$2" "$3" "$1.$2" ;;
  esac
  started_of $$
  OWN=$BASE/lock.tmp.$$.$2
  if { printf '%s %s %s %s\n' "$$" "$STARTED" "$BOOT" "$3" > "$OWN"; } 2>/dev/null && [ -s "$OWN" ]; then
    if ln "$OWN" "$4" 2>/dev/null; then
      discard "$OWN"
      return 0
    fi
    rm -f "$OWN"
  else
    rm -f "$OWN"
    return 3
  fi
  look "$4"
  case $? in
    0) return 1 ;;
    2) return 2 ;;
  esac
  [ "$2" -lt 9 ] || return 1
  set -- "$@" "$HELD"
  grab "$1" $(($2 + 1)) "$3" || return 2
  look "$4"
  [ $? -ne 1 ] || [ "$HELD" != "$5" ] || rm -f "$4"
  release "$1.$(($2 + 1))"
  return 2
}

# take LOCK WHAT SECONDS: 0 taken, 1 held all the time (HELD), 3 it cannot be written.
take() {
  HELD=
  now
  set -- "$1" "$2" $((NOW + $3 * 100))
  while :; do
    grab "$1" 0 "$2"
    case $? in
      0) return 0 ;;
      3) return 3 ;;
      1) PAUSE=0.2 ;;
      *) PAUSE=0.05 ;;
    esac
    now
    [ "$NOW" -lt "$3" ] || return 1
    sleep "$PAUSE"
  done
}

release() {
  HELD=
  { IFS= read -r HELD < "$1"; } 2>/dev/null
  case $HELD in "$$ "*) sweep "$1" ;; *) sweep ;; esac
}

# remove_dead_names: contenders for a lock that were killed left their files.
remove_dead_names() {
  set +f
  set -- "$BASE"/lock.tmp.*
  set -f
  for NAME in "$@"; do
    PID=${NAME#"$BASE"/lock.tmp.}
    [ -d "/proc/${PID%%.*}" ] || rm -f "$NAME"
  done
}

# ---- the decision: made once, the first wins

read_decision() {
  DECISION=
  [ -e "$DIR/decision" ] || return 0
  { IFS= read -r DECISION < "$DIR/decision"; } 2>/dev/null
  [ -n "$DECISION" ] || DECISION='revert (the reason was lost)'
}

# decide TEXT: in DECISION what is decided by now, this or another. To go back needs no disk: that is what a boot does too.
decide() {
  if [ ! -e "$DIR/decision" ]; then
    OWN=$BASE/lock.tmp.$$.decision
    discard "$OWN"
    if { printf '%s\n' "$1" > "$OWN"; } 2>/dev/null && [ -s "$OWN" ]; then
      case $1 in revert*) ;; *) make_last "$OWN" ;; esac
    else
      case $1 in revert*) OWN=$DIR/spare/decision ;; *) OWN= ;; esac
    fi
    [ -z "$OWN" ] || { ln "$OWN" "$DIR/decision" 2>/dev/null && log "decision: $1"; }
    case $1 in revert*) ;; *) make_last "$DIR" ;; esac
  fi
  read_decision
}
