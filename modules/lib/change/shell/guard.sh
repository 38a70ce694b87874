# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# ---- guard: carries a change out, waits for its confirmation, and goes back without it

# keep: starts the guard again when it is killed; it goes on from the files.
keep() {
  trap : HUP
  while :; do
    /bin/sh "$DIR/guard" run < /dev/null > /dev/null 2>&1
    CODE=$?
    read_state
    case $STATE in
      failed | written | none) exit 0 ;;
      confirmed | reverted) [ "$CODE" -ne 0 ] || exit 0 ;;
    esac
    [ "$CODE" -eq 0 ] || log "the guard was ended ($CODE), it is started again"
    flush_log
    sleep 1
  done
}

run() {
  trap : HUP
  take "$DIR/guard.lock" guard 2
  case $? in
    0) ;;
    1) exit 0 ;;
    *)
      log "cannot write $DIR/guard.lock: is there no space left?"
      flush_log
      exit 1
      ;;
  esac
  RESULT=0
  read_state
  WRITTEN_IN=
  { read -r WRITTEN_IN < "$DIR/boot"; } 2>/dev/null
  case $STATE/$WRITTEN_IN in
    */"$BOOT") ;;
    # The boot hook was not there, or could not: no step of another boot is gone on with, no deadline of it is waited for.
    applying/* | waiting/*)
      decide 'revert the host booted before the change was confirmed'
      [ "$DECISION" = confirmed ] || STATE=reverting
      ;;
  esac
  case $STATE in
    applying) forward ;;
    waiting) wait_for_decision ;;
    reverting) go_back ;;
    confirmed | reverted) settle ;;
  esac
  release "$DIR/guard.lock"
  flush_log
  exit "$RESULT"
}

# go_back: the revert script does it, for guard, boot and console alike. Whoever looks sees at once that it has begun.
go_back() {
  note_start
  read_state
  case $STATE in applying | waiting) set_state reverting ;; esac
  LINES_SO_FAR=$PENDING
  PENDING=
  NIC_BONDING_LINES=$LINES_SO_FAR NIC_BONDING_GUARD=$$ /bin/sh "$DIR/revert" < /dev/null > /dev/null 2>&1 || RESULT=1
}

confirm() {
  if set_state confirmed; then settle; else RESULT=1; fi
}

# begin: once; one that is started again goes on.
begin() {
  rotate_log
  rm -rf "$DIR/reports"
  rm -f "$DIR/applied" "$DIR/deadline" "$DIR/forward-start"
  make_spares
  number timeout 180
  log "applying; going back unless confirmed within $NUMBER seconds of the last step (0: never)"
  now
  START=$NOW
  number delay 0
  cs "$NUMBER"
  UNTIL=$((START + CS))
  while [ "$NOW" -lt "$UNTIL" ] && [ ! -e "$DIR/decision" ]; do
    sleep 0.2
    now
  done
  now
  decimal "$NOW"
  note forward-start "$DECIMAL"
}

# stop_forward WHY: a step has failed.
stop_forward() {
  if [ "${TIMEOUT%%.*}" -gt 0 ]; then
    decide "revert $1"
    go_back
  else
    put reason "$1"
    set_state written
  fi
}

forward() {
  number timeout 180
  TIMEOUT=$NUMBER
  [ -e "$DIR/position" ] || begin
  read_table f
  number position 0
  INDEX=$NUMBER
  while [ "$INDEX" -lt "$COUNT" ]; do
    read_decision
    case $DECISION in revert*)
      go_back
      return
      ;;
    esac
    note position "$INDEX" || {
      stop_forward "cannot write $DIR/position: is there no space left?"
      return
    }
    time_left
    if [ "$LEFT" -le 0 ]; then
      stop_forward "the steps took longer than $LIMIT seconds"
      return
    fi
    if run_step f "$INDEX" "$LEFT"; then :; else
      stop_forward "$WHY"
      return
    fi
    INDEX=$((INDEX + 1))
  done
  note position "$COUNT"
  note applied "$COUNT"
  after_steps
}

# time_left: whole seconds for all steps that remain, in LEFT.
time_left() {
  number limit 300
  LIMIT=${NUMBER%%.*}
  now
  decimal "$NOW"
  number forward-start "$DECIMAL"
  cs "$NUMBER"
  START=$CS
  LEFT=$((LIMIT - (NOW - START) / 100))
}

after_steps() {
  if [ "${TIMEOUT%%.*}" -eq 0 ]; then
    decide confirmed
    case $DECISION in
      confirmed) confirm ;;
      revert*) go_back ;;
      *) RESULT=1 ;;
    esac
    return
  fi
  now
  START=$NOW
  cs "$TIMEOUT"
  decimal $((START + CS))
  [ -s "$DIR/deadline" ] || put deadline "$DECIMAL" || {
    stop_forward "cannot write $DIR/deadline: is there no space left?"
    return
  }
  set_state waiting
  wait_for_decision
}

wait_for_decision() {
  number timeout 180
  TIMEOUT=$NUMBER
  number deadline 0
  cs "$NUMBER"
  DEADLINE=$CS
  sweep
  flush_log
  now
  while [ "$NOW" -lt "$DEADLINE" ] && [ ! -e "$DIR/decision" ]; do
    PAUSE=$((DEADLINE - NOW))
    [ "$PAUSE" -le 20 ] || PAUSE=20
    two_digits "$PAUSE"
    sleep "0.$TWO"
    now
  done
  decide "revert not confirmed within $TIMEOUT seconds"
  case $DECISION in
    confirmed) confirm ;;
    *) go_back ;;
  esac
}

main() {
  case ${1-} in
    '') keep ;;
    run) run ;;
    step)
      [ -d "$DIR/reports" ] || mkdir -p "$DIR/reports"
      read_table "$2"
      step "$2" "$3" "$4"
      ;;
    *)
      printf 'usage: sh %s\n' "$SELF" >&2
      exit 2
      ;;
  esac
}

main "$@"
exit
