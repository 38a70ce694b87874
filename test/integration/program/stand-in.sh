#!/bin/sh
# A stand-in for the program nic-bonding: it answers with what it was given and as whom it runs. VERSION is replaced.
# The first argument that says `crash: true` makes it end without an answer, and `wait: N` wait so many seconds.
case $1 in --version) echo 'nic-bonding VERSION'; exit ;; esac
IFS= read -r given
case $given in
*'"crash": true'*) kill -9 $$ ;;
*'"wait": '*) sleep 1 ;;
esac
# Its change goes on without it for three seconds; nobody may put another one there meanwhile.
case $1,$given in
network_apply,*'"state": "applied"'*)
  mv "$0" "$0.away"
  (sleep 3; if [ -e "$0" ]; then : >"$0.brought"; else mv "$0.away" "$0"; fi) >/dev/null 2>&1 &
  echo '{"changed":true,"module":"network_apply","state":"applying","id":"c1"}'
  exit ;;
network_apply,*) echo '{"changed":true,"module":"network_apply","state":"confirmed","id":"c1"}'; exit ;;
esac
checked=false
case $given in *'"_ansible_check_mode": true'*) checked=true ;; esac
printf '{"changed":false,"checked":%s,"module":"%s","given":%s,"user":%s,"mask":"%s","told":"%s","home":"%s"}\n' \
 $checked "$1" "$given" "$(id -u)" "$(umask)" "$TOLD" "$HOME"
exit
