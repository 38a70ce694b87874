# shellcheck shell=sh disable=SC2154
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Runs the module by the program of another version that began the change which is open. The journal names it; where it is gone,
# the present version goes on. Part of run.sh, for what is asked of a change.
for state in /var/lib/nic-bonding/*/state; do
  { read -r word <"$state"; } 2>/dev/null || continue
  case $word in applying | waiting | reverting) ;; *) continue ;; esac
  { read -r program <"${state%/*}/program"; } 2>/dev/null || continue
  case $program in '' | */"$name"/nic-bonding) continue ;; esac
  if [ ! -h "$program" ] && [ -f "$program" ] && trusted "$program" && try "$program"; then
    printf 'nic-bonding-version %s\n' "$said"
    run "$program"
  fi
done
set +f
