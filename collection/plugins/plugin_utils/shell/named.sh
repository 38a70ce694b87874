# shellcheck shell=sh disable=SC2034,SC2154
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Runs the module by the program that nic_bonding_program names; where that may not be used, says why in one JSON object. The
# plugin puts trust.sh before it and fills in what is between @.
told=''
if follow @NAMED@; then
  why=absent what=@NAMED@ program=$real
  if [ -f "$program" ] && trusted "$program" && try "$program"; then
    printf 'nic-bonding-version %s\n' "$said"
    run "$program"
  fi
fi
tell @NAMED@
missing
