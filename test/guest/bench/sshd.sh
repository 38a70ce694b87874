#!/bin/sh
# Starts an sshd that lets root in by the bench's key, in the guest or in a case; it reads no configuration of the machine.
# usage: sshd.sh [OPTION ...]
exec /usr/sbin/sshd -E /run/sshd.log -f /dev/null -h /run/bench/host_key -o PidFile=none -o UsePAM=no -o UseDNS=no \
  -o StrictModes=no -o AuthorizedKeysFile=/run/bench/client_key.pub -o PermitRootLogin=prohibit-password \
  -o 'Subsystem=sftp internal-sftp' -o MaxStartups=100 -o MaxSessions=100 -o PrintMotd=no -o PrintLastLog=no "$@"
