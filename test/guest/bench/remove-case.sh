#!/bin/bash
# Ends a case and removes its switch: with its first process, all of its processes, namespaces and mounts are gone.
# usage: remove-case.sh SLOT
set -eu
slot=$1
kill -KILL "$(cat "/run/cases/$slot/pid")" || true
ip netns delete "sw$slot" || true
ip link delete "m$slot" 2>/dev/null || true
# Its groups of processes go when the last of them has ended, which may be a moment later; an empty one does no harm.
find "/sys/fs/cgroup/case$slot" -depth -type d -exec rmdir {} + 2>/dev/null || true
rm -rf "/run/cases/$slot"
