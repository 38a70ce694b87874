# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# ---- steps: lines of a table, words separated by tabs (lib/change/step.ts)

# step_text WORD...: a step as a person would type it, in TEXT; empty for what is no command.
step_text() {
  case $1 in
    files) TEXT= ;;
    ifdown | ifup) TEXT="$1 $2" ;;
    service) TEXT="service network $2" ;;
    reload) TEXT='nmcli connection reload' ;;
    activate) TEXT="nmcli connection up <profile of $3>" ;;
    reapply) TEXT="nmcli device reapply $2" ;;
    disconnect) TEXT="nmcli device disconnect $2" ;;
    release) TEXT="echo -$3 > /sys/class/net/$2/bonding/slaves" ;;
    enslave) TEXT="echo +$3 > /sys/class/net/$2/bonding/slaves" ;;
    remove-bond) TEXT="echo -$2 > /sys/class/net/bonding_masters" ;;
    set) TEXT="echo ${4-} > /sys/class/net/$2/bonding/$3" ;;
    flush) TEXT="ip address flush dev $2 scope global" ;;
    link) TEXT="ip link set dev $2 $3" ;;
    *) TEXT="$*" ;;
  esac
}

# limited COMMAND...: in what is left of the step's time.
limited() {
  now
  LEFT=$(((END - NOW + 99) / 100))
  [ "$LEFT" -ge 1 ] || LEFT=1
  timeout -s KILL "$LEFT" "$@" < /dev/null
  CODE=$?
  case $CODE in 124 | 137) ;; *) return "$CODE" ;; esac
  now
  if [ "$NOW" -ge $((END - 100)) ]; then
    printf '%s: killed after %s seconds\n' "$1" "$LIMIT" >&2
  else
    printf '%s: ended by a signal\n' "$1" >&2
  fi
  return "$CODE"
}

exists() {
  [ -e "/sys/class/net/$1" ]
}

# has_port BOND PORT: as the kernel says.
has_port() {
  SLAVES=
  { read -r SLAVES < "/sys/class/net/$1/bonding/slaves"; } 2>/dev/null
  case " $SLAVES " in *" $2 "*) return 0 ;; esac
  return 1
}

# write_to FILE TEXT: one write to a file of the driver.
write_to() {
  printf '%s\n' "$2" > "$1"
}

# set_option BOND OPTION VALUE: targets are a list that the driver changes one by one (bonding.rst, arp_ip_target).
set_option() {
  OPTION=/sys/class/net/$1/bonding/$2
  case $2/$3 in
    *_target/[+-]*) ;;
    *_target/*)
      PRESENT=
      { read -r PRESENT < "$OPTION"; } 2>/dev/null
      IFS=" ,$TAB"
      for TARGET in $3; do
        case " $PRESENT " in *" $TARGET "*) ;; *) write_to "$OPTION" "+$TARGET" || RESULT=1 ;; esac
      done
      WANTED=" $(printf '%s ' $3)"
      for TARGET in $PRESENT; do
        case $WANTED in *" $TARGET "*) ;; *) write_to "$OPTION" "-$TARGET" || RESULT=1 ;; esac
      done
      IFS=$SPACES
      return "${RESULT:-0}"
      ;;
  esac
  write_to "$OPTION" "$3"
}

# activate WAIT FILE: NetworkManager knows a profile by its UUID, which it makes up for a file that has none. Its terse
# output escapes colon and backslash by a backslash (nmcli(1), --terse).
activate() {
  limited nmcli -t -f UUID,FILENAME connection show > "$REPORT.list" || {
    CODE=$?
    cat "$REPORT.list"
    return "$CODE"
  }
  ESCAPED=$(printf '%s\n' "$2" | sed 's/[\\:]/\\&/g')
  UUID=
  while IFS= read -r ROW; do
    if [ "${ROW#*:}" = "$ESCAPED" ]; then
      UUID=${ROW%%:*}
      break
    fi
  done < "$REPORT.list"
  rm -f "$REPORT.list"
  if [ -z "$UUID" ]; then
    printf 'NetworkManager has no profile of %s: it refused the file\n' "$2" >&2
    return 1
  fi
  limited nmcli --wait "$1" connection up uuid "$UUID"
}

# disconnect DEVICE: what NetworkManager has ended by itself by the time it is told to counts as done; 30 is
# NM_DEVICE_STATE_DISCONNECTED, the states below it are without a connection too (NMDeviceState).
disconnect() {
  limited nmcli device disconnect "$1" && return 0
  REFUSED=$?
  exists "$1" || return 0
  limited nmcli -t -f GENERAL.STATE device show "$1" > "$REPORT.list" 2>/dev/null
  ROW=
  { read -r ROW < "$REPORT.list"; } 2>/dev/null
  rm -f "$REPORT.list"
  ROW=${ROW#*:}
  ROW=${ROW%%[!0-9]*}
  [ -n "$ROW" ] && [ "$ROW" -le 30 ] && return 0
  return "$REFUSED"
}

# flush DEVICE: addresses, and the routes that outlive them; the link-local ones stay.
flush() {
  exists "$1" || return 0
  limited ip address flush dev "$1" scope global || return
  limited ip -4 route flush dev "$1" 2>/dev/null
  for PROTOCOL in static boot ra; do limited ip -6 route flush dev "$1" proto "$PROTOCOL" 2>/dev/null; done
  return 0
}

# do_step WORD...: each may be done twice: what is so already is done.
do_step() {
  case $1 in
    ifdown | ifup) limited "$1" "$2" ;;
    service) limited service network "$2" ;;
    reload) limited nmcli connection reload ;;
    activate) activate "$2" "$3" ;;
    reapply) limited nmcli device reapply "$2" || activate 90 "$3" ;;
    disconnect) disconnect "$2" ;;
    release) ! has_port "$2" "$3" || write_to "/sys/class/net/$2/bonding/slaves" "-$3" || ! has_port "$2" "$3" ;;
    enslave) has_port "$2" "$3" || write_to "/sys/class/net/$2/bonding/slaves" "+$3" || has_port "$2" "$3" ;;
    remove-bond) ! exists "$2" || write_to /sys/class/net/bonding_masters "-$2" || ! exists "$2" ;;
    set) set_option "$2" "$3" "${4-}" ;;
    flush) flush "$2" ;;
    link) { [ "$3" = down ] && ! exists "$2"; } || limited ip link set dev "$2" "$3" ;;
    *)
      printf 'unknown step %s\n' "$1" >&2
      return 1
      ;;
  esac
}

# read_table f|b: its lines in ROWS, and how many in COUNT.
read_table() {
  case $1 in
    f) TABLE=$DIR/forward ;;
    *) TABLE=$DIR/back ;;
  esac
  TABLE_ROWS=
  COUNT=0
  while IFS= read -r LINE; do
    TABLE_ROWS=$TABLE_ROWS$LINE$NL
    COUNT=$((COUNT + 1))
  done < "$TABLE"
}

# table_line INDEX: of the table read last, in LINE.
table_line() {
  WHICH=$1
  IFS=$NL
  set -- $TABLE_ROWS
  IFS=$SPACES
  LINE=
  [ "$WHICH" -ge $# ] || {
    shift "$WHICH"
    LINE=$1
  }
}

report_name() {
  REPORT=$DIR/reports/$1-$2
  [ "$2" -gt 99 ] || REPORT=$DIR/reports/$1-0$2
  [ "$2" -gt 9 ] || REPORT=$DIR/reports/$1-00$2
}

# step f|b INDEX SECONDS: one step, in a process of its own that outlives the guard and notes how it ended; a guard that is
# started again waits for it instead of doing it twice. A terminal that goes away does not end it either.
step() {
  trap : HUP INT QUIT
  report_name "$1" "$2"
  LIMIT=$3
  table_line "$2"
  IFS=$TAB
  set -- $LINE
  IFS=$SPACES
  step_text "$@"
  started_of self
  { printf '%s %s %s step\n' "${STAT%% *}" "$STARTED" "$BOOT" > "$REPORT.pid"; } 2>/dev/null
  { printf '%s\n' "$TEXT" > "$REPORT.command"; } 2>/dev/null
  OUT=$REPORT.out ERR=$REPORT.err
  if { printf '\n' > "$OUT"; } 2>/dev/null && [ -s "$OUT" ]; then :; else
    OUT=/dev/null ERR=/dev/null
  fi
  now
  BEGIN=$NOW
  END=$((NOW + LIMIT * 100))
  umask 022
  do_step "$@" > "$OUT" 2> "$ERR"
  CODE=$?
  umask 077
  now
  TENTHS=$(((NOW - BEGIN + 5) / 10))
  { printf '%s\n' "$((TENTHS / 10)).$((TENTHS % 10))" > "$REPORT.seconds"; } 2>/dev/null
  { printf '%s\n' "$CODE" > "$REPORT.rc"; } 2>/dev/null && [ -s "$REPORT.rc" ] || rm -f "$REPORT.rc"
  { : > "$REPORT.pid"; } 2>/dev/null
  exit "$CODE"
}

# wait_for_step: for the process of a step whose guard was killed; its own limit ends it.
wait_for_step() {
  while { IFS= read -r HELD < "$REPORT.pid"; } 2>/dev/null && is_live "$HELD"; do sleep 0.2; done
}

# last_words: what a failed step said last, in WORDS.
last_words() {
  WORDS=
  for NAME in "$REPORT.err" "$REPORT.out"; do
    [ -n "$WORDS" ] || WORDS=$(tail -c 4096 "$NAME" 2>/dev/null | tr '\r\t' '\n ' | tr -d '\000-\011\013-\037\177' | tail -n 1 | cut -c 1-300)
  done
  [ -n "$WORDS" ] || WORDS="status $CODE"
}

# run_step f|b INDEX SECONDS: 0 done, else why not in WHY and the verb in VERB.
run_step() {
  report_name "$1" "$2"
  table_line "$2"
  NUMBERED="$1 $2 $3"
  IFS=$TAB
  set -- $LINE
  IFS=$SPACES
  VERB=${1-}
  case $VERB in
    '') return 0 ;;
    files)
      last_transaction
      if list_files 1 "$LAST" && put_files "$2"; then
        log "the $2 files are in place"
        return 0
      fi
      log "the $2 files are not in place: $WHY"
      return 1
      ;;
    service) VERB="service $2" ;;
    link) VERB="link $3" ;;
  esac
  step_text "$@"
  set -- $NUMBERED
  wait_for_step
  number "reports/${REPORT##*/}.rc" ''
  CODE=$NUMBER
  if [ -z "$CODE" ]; then
    [ -d "$DIR/reports" ] || mkdir -p "$DIR/reports"
    (step "$1" "$2" "$3") < /dev/null > /dev/null 2>&1
    CODE=$?
  fi
  SECONDS_SAID='?'
  { read -r SECONDS_SAID < "$REPORT.seconds"; } 2>/dev/null
  if [ "$CODE" -eq 0 ]; then
    log "step $TEXT: done in $SECONDS_SAID s"
    return 0
  fi
  last_words
  WHY="$TEXT failed: $WORDS"
  log "step $TEXT: failed ($CODE) after $SECONDS_SAID s: $WORDS"
  return 1
}
