#!/bin/bash
# Joins its standard input and output to a TCP address, for ssh's ProxyCommand; run in the network namespace of a switch.
# usage: relay.sh HOST PORT
exec 3<>"/dev/tcp/$1/$2" || exit 1
cat <&3 3>&- &
cat >&3
kill %1
