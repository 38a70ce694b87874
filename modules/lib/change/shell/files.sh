# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# ---- files: those of the change, each old or new at every instant

VIEW_OF=
ONLY=

# same_bytes FILE FILE
if command -v cmp > /dev/null 2>&1; then
  same_bytes() { cmp -s "$1" "$2"; }
else
  same_bytes() { SUM=$(sha256sum < "$1") && [ "$SUM" = "$(sha256sum < "$2")" ]; }
fi

# sums ROLE...: what files and copies hold, by one process for all, in SUM_<row of VIEW>_<role>; where that cannot be had
# they stay empty, and are compared one by one. Of the rows in ONLY, or of all.
sums() {
  ROLES=$*
  NAMES=
  WANTED=
  each gather
  [ -n "$NAMES" ] || return 0
  IFS=$NL
  set -- $NAMES
  LINES_READ=$(exec sha256sum -- "$@" 2>/dev/null) || LINES_READ=
  set -- $LINES_READ
  IFS=$SPACES
  for WHICH in $WANTED; do
    [ $# -gt 0 ] || return 0
    # A line with an escaped name begins with a backslash.
    SUM=${1%%" "*}
    SUM=${SUM#\\}
    eval "SUM_$WHICH=\$SUM"
    shift
  done
}

# gather: for sums, the names in NAMES, and what they are for in WANTED.
gather() {
  case " ${ONLY:-$ROW} " in *" $ROW "*) ;; *) return 0 ;; esac
  for ROLE in $ROLES; do
    case $ROLE in
      old) NAME=$OLD_COPY ;;
      new) NAME=$NEW_COPY ;;
      middle) NAME=$MIDDLE_COPY ;;
      *) NAME=$FILE ;;
    esac
    eval "SUM_${ROW}_$ROLE="
    if [ -f "$NAME" ] && [ ! -L "$NAME" ]; then
      NAMES=$NAMES$NAME$NL
      WANTED="$WANTED ${ROW}_$ROLE"
    fi
  done
}

# same ROLE COPY: whether the file holds what this copy of it does.
same() {
  eval "SUM=\${SUM_${ROW}_$1-} SUM_NOW=\${SUM_${ROW}_now-}"
  if [ -n "$SUM" ] && [ -n "$SUM_NOW" ]; then
    [ "$SUM" = "$SUM_NOW" ]
  else
    same_bytes "$2" "$FILE"
  fi
}

last_transaction() {
  LAST=0
  while [ -d "$DIR/$((LAST + 1))" ]; do LAST=$((LAST + 1)); done
}

# list_files FIRST LAST: the files of these transactions in VIEW: what was before the first, what is after the last, and,
# where the last was not finished, what was before that.
list_files() {
  [ "$VIEW_OF" != "$1 $2" ] || return 0
  N=$1
  while [ "$N" -le "$2" ]; do
    [ -r "$DIR/$N/files" ] || return 1
    N=$((N + 1))
  done
  VIEW=
  SEEN=
  if [ "$1" -lt "$2" ]; then ROWS=$(print_files "$1" "$2" | sort -t "$TAB" -k 1,1 -k 2,2n); else take_rows "$1"; fi
  VIEW_OF="$1 $2"
  HASHED=no
  IFS=$NL
  for LINE in $ROWS; do
    IFS=$TAB
    set -- $LINE
    IFS=$SPACES
    merge_row "$@"
  done
  IFS=$SPACES
  [ -z "$SEEN" ] || end_merged
}

# take_rows N: of one transaction, where nothing is to be sorted, in ROWS.
take_rows() {
  ROWS=
  [ -r "$DIR/$1/files" ] || return 0
  while IFS=$TAB read -r K OLD NEW DEVICE LABEL FILE SHOWN; do
    ROWS=$ROWS$FILE$TAB$1$TAB$K$TAB$OLD$TAB$NEW$TAB$LABEL$TAB$SHOWN$NL
  done < "$DIR/$1/files"
}

print_files() {
  N=$1
  while [ "$N" -le "$2" ]; do
    take_rows "$N"
    printf '%s' "$ROWS"
    N=$((N + 1))
  done
}

# merge_row FILE N K OLD NEW LABEL SHOWN
merge_row() {
  if [ "$1" != "$SEEN" ]; then
    [ -z "$SEEN" ] || end_merged
    SEEN=$1
    BEFORE=$4$TAB$2/old-$3$TAB$6
  fi
  MIDDLE=-$TAB-
  [ -e "$DIR/$2/done" ] || MIDDLE=$4$TAB$2/old-$3
  AFTER=$5$TAB$2/new-$3$TAB$6
  SEEN_SHOWN=$7
}

end_merged() {
  VIEW=$VIEW$BEFORE$TAB$AFTER$TAB$MIDDLE$TAB$SEEN$TAB$SEEN_SHOWN$NL
}

# each COMMAND [WORD]: runs it for every file of VIEW, to the first that fails; ROW counts them.
each() {
  DO=$1
  WITH=${2-}
  ROW=0
  IFS=$NL
  for LINE in $VIEW; do
    IFS=$TAB
    set -- $LINE
    IFS=$SPACES
    ROW=$((ROW + 1))
    OLD=$1 OLD_COPY=$DIR/$2 OLD_LABEL=$3 NEW=$4 NEW_COPY=$DIR/$5 NEW_LABEL=$6 MIDDLE=$7 MIDDLE_COPY=$DIR/$8
    FILE=$ROOT$9
    shift 9
    SHOWN=$1
    STAGED=${FILE%/*}/.${FILE##*/}.$ID.$WITH.tmp
    case $WITH in
      old) KIND=$OLD COPY=$OLD_COPY LABEL=$OLD_LABEL ;;
      new) KIND=$NEW COPY=$NEW_COPY LABEL=$NEW_LABEL ;;
    esac
    "$DO" || return 1
  done
  IFS=$SPACES
  return 0
}

# is_as KIND ROLE COPY: whether the file is that, by what sums found out last.
is_as() {
  case $1 in
    absent) [ ! -e "$FILE" ] && [ ! -L "$FILE" ] ;;
    file) [ -f "$FILE" ] && [ ! -L "$FILE" ] && same "$2" "$3" ;;
    link) [ -L "$FILE" ] && [ "$(readlink -- "$3")" = "$(readlink -- "$FILE")" ] ;;
    *) return 1 ;;
  esac
}

# check_one: a file that is nothing of ours is somebody else's change.
check_one() {
  is_as "$OLD" old "$OLD_COPY" || is_as "$NEW" new "$NEW_COPY" || is_as "$MIDDLE" middle "$MIDDLE_COPY" && return 0
  case $OLD in
    absent) REMEDY='(it did not exist before the change)' ;;
    *) REMEDY="(its original is $OLD_COPY)" ;;
  esac
  WHY="$SHOWN was changed by somebody else since, nothing is touched; make it what it was $REMEDY, then run $DIR/revert again"
  return 1
}

# stage_one: makes what will be put in place, under a name that no reader of these folders takes; one that another process
# has left may not be whole. Without space a second name of the copy does, where the file system is the same. A file that was
# not there before has no attributes to keep, but those of its folder to get.
stage_one() {
  if [ "$KIND" = absent ] || is_as "$KIND" "$WITH" "$COPY"; then return 0; fi
  eval "MADE=\${MADE_${ROW}_$WITH-}"
  [ "$MADE" != yes ] || [ ! -e "$STAGED" ] || return 0
  if [ -e "$STAGED" ] || [ -L "$STAGED" ]; then rm -f -- "$STAGED"; fi
  HOW=-a
  [ "$OLD" != absent ] || HOW=-P
  if ERROR=$(umask 022 && exec cp "$HOW" -- "$COPY" "$STAGED" 2>&1); then :; else
    rm -f -- "$STAGED"
    if ln -- "$COPY" "$STAGED" 2>/dev/null; then :; else
      WHY="cannot write $SHOWN: ${ERROR##*: }"
      return 1
    fi
  fi
  if [ "$LABEL" != - ] && ! chcon -h -- "$LABEL" "$STAGED" 2>/dev/null; then
    log "cannot give $SHOWN the SELinux label $LABEL"
  fi
  eval "MADE_${ROW}_$WITH=yes"
  [ "$KIND" = link ] || STAGED_NOW=$STAGED_NOW$STAGED$NL
}

unstage_one() {
  if [ -e "$STAGED" ] || [ -L "$STAGED" ]; then discard "$STAGED"; fi
}

# place_one: what is to be removed waits in GONE for the others.
place_one() {
  if is_as "$KIND" "$WITH" "$COPY"; then
    unstage_one
    return 0
  fi
  PLACED="$PLACED $ROW"
  case $NL$FOLDERS in *"$NL${FILE%/*}$NL"*) ;; *) FOLDERS=$FOLDERS${FILE%/*}$NL ;; esac
  if [ "$KIND" = absent ]; then
    GONE=$GONE$FILE$NL
    return 0
  fi
  ERROR=$(exec mv -fT -- "$STAGED" "$FILE" 2>&1) && return 0
  [ -d "$FILE" ] || { ERROR=$(exec mv -f -- "$STAGED" "$FILE" 2>&1) && return 0; }
  cannot_place
}

cannot_place() {
  WHY="cannot put $SHOWN in place: ${ERROR##*: }"
  return 1
}

verify_one() {
  case "$PLACED " in *" $ROW "*) is_as "$KIND" "$WITH" "$COPY" || cannot_place ;; esac
}

# stage_files old|new: checks every file, then makes all that will be put in place; before that nothing is touched.
stage_files() {
  ERROR=
  if [ "$HASHED" = yes ]; then sums now; else sums old new middle now; fi
  HASHED=yes
  each check_one "$1" || return 1
  STAGED_NOW=
  each stage_one "$1" || {
    each unstage_one "$1"
    sweep
    return 1
  }
  [ -n "$STAGED_NOW" ] || return 0
  IFS=$NL
  set -- $STAGED_NOW
  IFS=$SPACES
  make_last "$@" "$DIR"
}

# put_files old|new: why not in WHY.
put_files() {
  stage_files "$1" || return 1
  place_files "$1" || {
    each unstage_one "$1"
    sweep
    return 1
  }
}

place_files() {
  PLACED=
  FOLDERS=
  GONE=
  each place_one "$1" || return 1
  [ -n "$PLACED" ] || return 0
  if [ -n "$GONE" ]; then
    IFS=$NL
    ERROR=$(exec rm -f -- $GONE 2>&1)
    IFS=$SPACES
  fi
  ONLY=$PLACED
  sums now
  ONLY=
  each verify_one "$1" || return 1
  IFS=$NL
  set -- $FOLDERS
  IFS=$SPACES
  make_last "$@"
}

# remove_traces FIRST LAST: what a writer that was killed may have left, and the folders it made.
remove_traces() {
  N=$1
  FOLDERS=
  while [ "$N" -le "$2" ]; do
    if [ -r "$DIR/$N/temporary" ]; then
      while IFS= read -r NAME; do
        if [ -e "$ROOT$NAME" ] || [ -L "$ROOT$NAME" ]; then [ -z "$NAME" ] || discard "$ROOT$NAME"; fi
      done < "$DIR/$N/temporary"
    fi
    if [ -r "$DIR/$N/folders" ]; then
      while IFS= read -r NAME; do FOLDERS=$NAME$NL$FOLDERS; done < "$DIR/$N/folders"
    fi
    N=$((N + 1))
  done
  sweep
  IFS=$NL
  for NAME in $FOLDERS; do rmdir -- "$ROOT$NAME" 2>/dev/null; done
  IFS=$SPACES
  return 0
}

# is_our_hook FILE: whether it is of this change, of one that has got another name since, or cannot be read.
is_our_hook() {
  [ -s "$1" ] || return 0
  {
    while IFS= read -r ROW || [ -n "$ROW" ]; do
      case $ROW in *"$BASE/"*/revert*) ;; *) continue ;; esac
      OWNER=${ROW#*"$BASE/"}
      OWNER=${OWNER%%/*}
      [ "$OWNER" != "$ID" ] && [ -d "$BASE/$OWNER" ] || return 0
    done < "$1"
  } 2>/dev/null || return 0
  return 1
}

# discard_hook: the boot hook, unless it belongs to a later change by now; its folders in FOLDERS, its list in HOOK.
discard_hook() {
  FOLDERS=
  HOOK=
  [ -e "$DIR/hook" ] || return 0
  while IFS= read -r NAME; do
    [ -n "$NAME" ] || continue
    HOOK=$HOOK$NAME$NL
    if is_our_hook "$ROOT$NAME"; then
      if [ -e "$ROOT$NAME" ] || [ -L "$ROOT$NAME" ]; then
        discard "$ROOT$NAME"
        FOLDERS=$FOLDERS$ROOT${NAME%/*}$NL
      fi
    fi
  done < "$DIR/hook" && discard "$DIR/hook"
}

# settle: what a settled change does not need any more, the hook first; its state has been noted before. As long as there is
# a list of the hook, the next run of a module does it again.
settle() {
  discard_hook
  last_transaction
  while [ "$LAST" -gt 0 ]; do
    discard "${DIR:?}/$LAST"
    LAST=$((LAST - 1))
  done
  discard "$DIR/spare"
  sweep || [ -z "$HOOK" ] || note hook "${HOOK%"$NL"}"
  IFS=$NL
  set -- $FOLDERS
  IFS=$SPACES
  make_last "$DIR" "$@"
}
