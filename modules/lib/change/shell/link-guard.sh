# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# ---- link guard: sets the links of a fail-over test up again when the module that takes them down cannot
#
# links     devices that were up and may be down now, one a line; there is something to guard while this file is there
# owner     the module, like the line of a lock; pinger: likewise the process that asks the target
# deadline  seconds since the boot until which a link may be down; absent while all of them are up
# guard.pid this script, like the line of a lock

# lives NAME: whether the process named in that file lives; its line in LINE.
lives() {
  LINE=
  { IFS= read -r LINE < "$DIR/$1"; } 2>/dev/null
  is_live "$LINE"
}

# is_down DEVICE: by the kernel's flags, of which IFF_UP is the first.
is_down() {
  FLAGS=
  { read -r FLAGS < "/sys/class/net/$1/flags"; } 2>/dev/null
  [ -n "$FLAGS" ] && [ $((FLAGS % 2)) -eq 0 ]
}

# raise [late]: 0 when every link is up, or its device has gone; late: those alone that are down.
raise() {
  MISSED=
  while IFS= read -r DEVICE <&3; do
    [ -n "$DEVICE" ] || continue
    if [ "${1-}" = late ] && ! is_down "$DEVICE"; then continue; fi
    if ERROR=$(exec timeout -s KILL 10 ip link set dev "$DEVICE" up 2>&1 < /dev/null 3<&-); then continue; fi
    [ -d "/sys/class/net/$DEVICE" ] || continue
    MISSED=yes
    log "cannot set $DEVICE up: $ERROR"
  done 3< "$DIR/links"
  [ -z "$MISSED" ]
}

# restore WHY: for as long as it takes, but not for ever: a device may be broken. A command of the module that was on its way
# when that was killed may take a link down after it was set up.
restore() {
  log "setting the links up: $1"
  for ATTEMPT in 1 2 3 4 5 6 7 8 9 10; do
    if raise; then break; fi
    [ "$ATTEMPT" -eq 10 ] || sleep 1
  done
  if lives pinger; then kill "${LINE%% *}" 2>/dev/null; fi
  flush_log
  for PAUSE in 1 2; do
    sleep "$PAUSE"
    raise late
  done
  rm -rf "$DIR"
  exit 0
}

watch() {
  while [ -e "$DIR/links" ]; do
    # At its end the module removes `links` before the rest.
    if ! lives owner && [ -e "$DIR/links" ]; then restore 'the fail-over test was ended'; fi
    number deadline 0
    cs "$NUMBER"
    DEADLINE=$CS
    now
    if [ "$DEADLINE" -gt 0 ] && [ "$NOW" -ge "$DEADLINE" ]; then restore 'the fail-over test hangs'; fi
    sleep 0.2
  done
}

trap : HUP
started_of $$
note guard.pid "$$ $STARTED $BOOT guard of a fail-over test"
watch
exit 0
