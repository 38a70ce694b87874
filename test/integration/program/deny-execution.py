"""
Refuses the execution of whatever lies on the file system of a folder, by the means by which fapolicyd refuses it: fanotify(7).
usage: deny-execution.py FOLDER   It says so when it does, and ends with its standard input.
"""
import ctypes
import os
import select
import struct
import sys

# linux/fanotify.h
FAN_CLASS_CONTENT, FAN_MARK_ADD, FAN_MARK_MOUNT, FAN_OPEN_EXEC_PERM, FAN_DENY, AT_FDCWD = 4, 1, 0x10, 0x40000, 2, -100
EVENT = struct.Struct('=IBBHQii')

libc = ctypes.CDLL(None, use_errno=True)
libc.fanotify_mark.argtypes = [ctypes.c_int, ctypes.c_uint, ctypes.c_uint64, ctypes.c_int, ctypes.c_char_p]
group = libc.fanotify_init(FAN_CLASS_CONTENT, os.O_RDONLY)
if group < 0 or libc.fanotify_mark(group, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN_EXEC_PERM, AT_FDCWD, os.fsencode(sys.argv[1])) < 0:
    sys.exit('fanotify: %s' % os.strerror(ctypes.get_errno()))
print('refusing', flush=True)
while True:
    ready, _, _ = select.select([group, sys.stdin], [], [])
    if sys.stdin in ready:
        break
    data = os.read(group, 4096)
    while data:
        length, _version, _reserved, _size, _mask, fd, _pid = EVENT.unpack_from(data)
        os.write(group, struct.pack('=iI', fd, FAN_DENY))
        os.close(fd)
        data = data[length:]
