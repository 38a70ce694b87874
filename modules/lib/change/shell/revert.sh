# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# ---- revert: undoes the change this script lies with. At the console: sh revert

# fail_with TEXT: the change has failed to go back, for this reason.
fail_with() {
  put reason "$1" quick
  set_state failed
  log "failed: $1"
}

# stop CODE [TEXT]
stop() {
  release "$BASE/lock"
  flush_log
  [ -z "${2-}" ] || printf '%s\n' "$2" >&2
  exit "$1"
}

# end_if_settled: nothing is left to undo.
end_if_settled() {
  read_state
  case $STATE in
    reverted)
      settle_again
      [ "$SAY" = no ] || printf 'change %s has been undone already\n' "$ID"
      stop 0
      ;;
    confirmed)
      settle_again
      stop 1 "change $ID was confirmed at $(date -r "$DIR/state" '+%Y-%m-%d %H:%M:%S'), nothing to undo"
      ;;
    none) stop 1 "$DIR holds no change" ;;
  esac
}

# settle_again: for one that was killed after it had noted the state.
settle_again() {
  if [ -e "$DIR/hook" ] || [ -d "$DIR/1" ]; then settle; fi
}

guard_lives() {
  look "$DIR/guard.lock" || return 1
  case $HELD in '' | "${NIC_BONDING_GUARD:-none} "*) return 1 ;; esac
  return 0
}

# show_log: the lines that the guard has logged since.
show_log() {
  SIZE=$(stat -c %s "$LOG" 2>/dev/null) || return 0
  [ "$SIZE" -gt "$SHOWN_TO" ] || return 0
  tail -c +$((SHOWN_TO + 1)) "$LOG" | head -c $((SIZE - SHOWN_TO)) | while IFS= read -r ROW; do
    case $ROW in *" $ID "*) printf '%s\n' "$ROW" ;; esac
  done
  SHOWN_TO=$SIZE
}

# wait_for_guard: it is the guard's work while it lives; comes back when it does not.
wait_for_guard() {
  guard_lives || return 0
  [ "$SAY" = no ] || printf 'the guard (process %s) undoes it; its log:\n' "${HELD%% *}"
  while guard_lives; do
    [ "$SAY" = no ] || show_log
    read_state
    case $STATE in reverted | failed) break ;; esac
    sleep 0.2
  done
  [ "$SAY" = no ] || show_log
  read_state
  case $STATE in
    reverted) stop 0 ;;
    failed)
      WHY=
      { IFS= read -r WHY < "$DIR/reason"; } 2>/dev/null
      stop 1 "change $ID could not be undone whole: $WHY"
      ;;
  esac
}

# take_main_lock SECONDS: another revert of this change is waited for to its end.
take_main_lock() {
  while :; do
    take "$BASE/lock" "revert of change $ID" "$1"
    TAKEN=$?
    case $TAKEN/$HELD in 1/*" revert of change $ID") ;; *) break ;; esac
  done
  case $TAKEN in
    0)
      remove_dead_names
      return 0
      ;;
    3) log "cannot write the lock in $BASE: is there no space left? Goes on without it" ;;
    *)
      if [ -z "${NIC_BONDING_GUARD:-}" ] && [ "$SAY" = yes ]; then
        stop 1 "process ${HELD%% *} holds $BASE/lock: $HELD"
      fi
      log "goes on without the lock, which process ${HELD%% *} does not let go"
      ;;
  esac
}

# go_back_steps: the table of going back; every step is tried, those that bring up make the outcome.
go_back_steps() {
  read_table b
  number limit 300
  SECONDS_EACH=${NUMBER%%.*}
  number position-back 0
  INDEX=$NUMBER
  while [ "$INDEX" -lt "$COUNT" ]; do
    note position-back "$INDEX"
    if run_step b "$INDEX" "$SECONDS_EACH"; then :; else
      case $VERB in
        files | ifup | activate | reapply | 'service start' | enslave | set | 'link up') FAILED=${FAILED:-$WHY} ;;
      esac
    fi
    INDEX=$((INDEX + 1))
  done
  note position-back "$COUNT"
}

# restore: addresses, routes and rules that no file has. What fails is tried again after the others, since routes need each
# other.
restore() {
  [ -s "$DIR/restore" ] || return 0
  AGAIN=
  umask 022
  while IFS= read -r ROW <&3; do
    [ -z "$ROW" ] || restore_row || AGAIN=$AGAIN$ROW$NL
  done 3< "$DIR/restore"
  IFS=$NL
  for ROW in $AGAIN; do
    IFS=$SPACES
    restore_row || log "ip $ROW: $ERROR"
  done
  IFS=$SPACES
  umask 077
}

restore_row() {
  case $ROW in *' route add '*' metric '*) has_route && return 0 ;; esac
  ERROR=$(exec timeout -s KILL 10 ip $ROW 2>&1 < /dev/null 3<&-) && return 0
  case $ERROR in *'File exists'*) return 0 ;; esac
  return 1
}

# has_route: whether the route of ROW is there, with whatever metric: of a device that was made anew, NetworkManager takes
# another one (nm_manager_device_route_metric_reserve()), and ifup-eth that of 169.254.0.0/16 from the number of the device.
has_route() {
  SHOW= SKIPPED=
  for WORD in $ROW; do
    case $SKIPPED$WORD in
      metric) SKIPPED=: ;;
      :*) SKIPPED= ;;
      add) SHOW="$SHOW show" ;;
      *) SHOW="$SHOW $WORD" ;;
    esac
  done
  [ -n "$(exec timeout -s KILL 10 ip $SHOW 2>/dev/null < /dev/null 3<&-)" ]
}

# prepare: every file is ours, and what is put in place is made; else nothing is touched.
prepare() {
  last_transaction
  WHY="$DIR is damaged: a list of files is missing"
  list_files 1 "$LAST" && stage_files old
}

# undo: under the lock.
undo() {
  if [ "$STATE" = failed ]; then
    rm -f "$DIR/position-back"
    set +f
    rm -f "$DIR"/reports/b-*
    set -f
  fi
  make_spares
  if [ -e "$DIR/position" ]; then
    number position 0
    report_name f "$NUMBER"
    wait_for_step
  fi
  note_start
  set_state reverting
  if prepare; then :; else
    fail_with "$WHY"
    stop 1 "$WHY"
  fi
  FAILED=
  if [ -s "$DIR/back" ] && [ -e "$DIR/position" ]; then go_back_steps; fi
  last_transaction
  if list_files 1 "$LAST" && put_files old; then remove_traces 1 "$LAST"; else FAILED=${FAILED:-$WHY}; fi
  each unstage_one old
  each unstage_one new
  sweep
  if [ -e "$DIR/position" ]; then restore; fi
  now
  decimal "$NOW"
  note revert-end "$DECIMAL"
  if [ -n "$FAILED" ]; then
    fail_with "${DECISION#revert }; going back: $FAILED"
    stop 1 "change $ID could not be undone whole: $FAILED"
  fi
  end_reverted "${DECISION#revert }"
}

# end_reverted REASON
end_reverted() {
  put reason "$1" quick
  if set_state reverted; then settle; else stop 1 "the files are as before, but $DIR cannot be written"; fi
  stop 0
}

# is_root: by the effective user (proc(5), Uid).
is_root() {
  while read -r KEY REAL EFFECTIVE REST; do
    [ "$KEY" != Uid: ] || break
  done < /proc/self/status
  [ "$EFFECTIVE" = 0 ]
}

revert() {
  trap : HUP PIPE
  is_root || stop 1 'run this as root'
  end_if_settled
  SHOWN_TO=0
  if [ "$SAY" = yes ] && [ -e "$DIR/guard.lock" ]; then SHOWN_TO=$(stat -c %s "$LOG" 2>/dev/null) || SHOWN_TO=0; fi
  decide "revert $1"
  [ "$DECISION" != confirmed ] || [ "$STATE" = failed ] || stop 1 "change $ID has been confirmed, nothing to undo"
  wait_for_guard
  take_main_lock 60
  end_if_settled
  read_decision
  [ -n "$DECISION" ] || DECISION="revert $1"
  undo
}

# roll_back: the last transaction, where it has no mark of its end.
roll_back() {
  last_transaction
  [ "$LAST" -gt 0 ] && [ ! -e "$DIR/$LAST/done" ] || return 0
  WHY="$DIR is damaged: a list of files is missing"
  list_files "$LAST" "$LAST" && put_files old || return 1
  remove_traces "$LAST" "$LAST"
  mv "$DIR/$LAST" "$DIR/.tmp-$LAST.$$" && sweep "$DIR/.tmp-$LAST.$$"
  make_last "$DIR"
  log "transaction $LAST, which was not finished, has been rolled back"
  [ "$LAST" -gt 1 ] || drop
}

# drop: the change is gone at once; the name is none of a change.
drop() {
  discard_hook
  sweep
  IFS=$NL
  set -- $FOLDERS
  IFS=$SPACES
  mv "$DIR" "$BASE/.tmp-$ID.$$" && rm -rf "$BASE/.tmp-$ID.$$"
  make_last "$BASE" "$@"
}

# boot: before the network is up. Systemd may start the hook at other times too: then the host has not booted since.
boot() {
  WRITTEN_IN=
  { read -r WRITTEN_IN < "$DIR/boot"; } 2>/dev/null
  [ "$WRITTEN_IN" != "$BOOT" ] || stop 0
  take_main_lock 5
  read_state
  read_decision
  case $STATE in
    applying | waiting | reverting)
      if [ "$DECISION" = confirmed ] && [ "$STATE" != reverting ]; then
        set_state confirmed && settle
        stop 0
      fi
      boot_back
      ;;
    written)
      if roll_back; then :; else
        fail_with "$WHY"
        stop 1 "$WHY"
      fi
      ;;
    confirmed | reverted) settle ;;
  esac
  stop 0
}

boot_back() {
  decide 'revert the host booted before the change was confirmed'
  if prepare; then :; else
    fail_with "$WHY"
    stop 1 "$WHY"
  fi
  set_state reverting
  if put_files old; then :; else
    fail_with "$WHY"
    stop 1 "$WHY"
  fi
  remove_traces 1 "$LAST"
  end_reverted 'the host booted before the change was confirmed'
}

main() {
  case ${1-} in
    '' | --reason)
      [ -n "${NIC_BONDING_GUARD:-}" ] || SAY=yes
      revert "${2:-undone at the console}"
      ;;
    boot) boot ;;
    torn)
      ROOT=${2-}
      roll_back || stop 1 "$WHY"
      stop 0
      ;;
    settle)
      read_state
      case $STATE in confirmed | reverted) settle_again ;; esac
      stop 0
      ;;
    drop)
      ROOT=${2-}
      drop
      ;;
    *)
      printf 'usage: sh %s [--reason TEXT]\n' "$SELF" >&2
      exit 2
      ;;
  esac
}

main "$@"
exit
