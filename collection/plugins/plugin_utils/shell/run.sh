# shellcheck shell=sh disable=SC2034,SC2043,SC2154
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Runs the module by the program of the first folder that has it; where none has, says why in one JSON object. The plugin
# puts trust.sh before it and fills in what is between @.
name='' bytes='' told=''
@PROGRAMS@
@OPEN@
for shown in @FOLDERS@; do
  [ -n "$name" ] || break
  folder=$shown
  if [ "$shown" = '~' ]; then
    me=${me:-$(id -u)}
    [ "$me" != 0 ] || continue
    find_home
    folder=$home/.ansible/nic-bonding
  fi
  why=homeless what=$shown
  if [ "$folder" != /.ansible/nic-bonding ] && look "$folder/$name"; then run "$program"; fi
  tell "$shown"
done
missing
