#!/bin/sh
# A stand-in for the program nic-bonding: it answers with what it was given and as whom it runs. VERSION is replaced.
# The first argument that says `crash: true` makes it end without an answer, and `wait: N` wait so many seconds.
case $1 in --version) echo 'nic-bonding VERSION'; exit ;; esac
IFS= read -r given
case $given in
*'"crash": true'*) kill -9 $$ ;;
*'"wait": '*) sleep 1 ;;
esac
checked=false
case $given in *'"_ansible_check_mode": true'*) checked=true ;; esac
printf '{"changed":false,"checked":%s,"module":"%s","given":%s,"user":%s,"mask":"%s","told":"%s","home":"%s"}\n' \
 $checked "$1" "$given" "$(id -u)" "$(umask)" "$TOLD" "$HOME"
exit
