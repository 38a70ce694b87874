"""Does on a bare host what fapolicyd's daemon does there, which needs more of a host than that has.

Usage: fapolicyd-stand-in.py ROOT MOUNT, the root of the host and the mount point that is watched, as this process sees them. By the
same interface of the kernel as fapolicyd (fanotify(7), FAN_OPEN_EXEC_PERM) it forbids to execute what is called nic-bonding unless
size and SHA-256 are in the lists. It reads them at its start and a second after fapolicyd-cli --update, which writes to its pipe.
Prints a line when it has begun.
"""
import ctypes
import glob
import hashlib
import os
import select
import struct
import sys
import time

FAN_CLASS_CONTENT, FAN_MARK_ADD, FAN_MARK_MOUNT, FAN_OPEN_EXEC_PERM = 0x04, 0x01, 0x10, 0x40000
FAN_ALLOW, FAN_DENY = 1, 2
EVENT = struct.Struct('=IBBHQii')
NAME = 'nic-bonding'


def main(root, mount):
    libc = ctypes.CDLL(None, use_errno=True)
    events = checked(libc.fanotify_init(FAN_CLASS_CONTENT, os.O_RDONLY))
    mark = libc.fanotify_mark
    mark.argtypes = [ctypes.c_int, ctypes.c_uint, ctypes.c_uint64, ctypes.c_int, ctypes.c_char_p]
    checked(mark(events, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN_EXEC_PERM, -100, os.fsencode(mount)))
    fifo = root + '/run/fapolicyd/fapolicyd.fifo'
    os.makedirs(os.path.dirname(fifo), exist_ok=True)
    os.mkfifo(fifo, 0o660)
    os.chmod(fifo, 0o660)
    # Open for writing too, so that it does not end with its first writer.
    told = os.open(fifo, os.O_RDWR)
    trusted, reload_at = read_lists(root), None
    print('begun', flush=True)
    while True:
        ready = select.select([events, told], [], [], 0.1)[0]
        if told in ready:
            os.read(told, 4096)
            reload_at = time.monotonic() + 1
        if reload_at is not None and time.monotonic() >= reload_at:
            trusted, reload_at = read_lists(root), None
        if events in ready:
            answer(events, trusted)


def answer(events, trusted):
    """Decides each of the events that wait."""
    data = os.read(events, 65536)
    while data:
        length, _version, _reserved, _size, _mask, fd, _pid = EVENT.unpack_from(data)
        data = data[length:]
        response = FAN_ALLOW if is_trusted(fd, trusted) else FAN_DENY
        os.write(events, struct.pack('=iI', fd, response))
        os.close(fd)


def is_trusted(fd, trusted):
    """Whether a file may be executed."""
    if os.path.basename(os.readlink('/proc/self/fd/%d' % fd)) != NAME:
        return True
    data = os.pread(fd, os.fstat(fd).st_size, 0)
    return (len(data), hashlib.sha256(data).hexdigest()) in trusted


def read_lists(root):
    """Size and SHA-256 of all that the lists have."""
    found = set()
    for path in glob.glob(root + '/etc/fapolicyd/fapolicyd.trust') + glob.glob(root + '/etc/fapolicyd/trust.d/*'):
        with open(path, encoding='utf-8') as file:
            rows = [line.split() for line in file if not line.startswith('#')]
        found.update((int(row[1]), row[2]) for row in rows if len(row) == 3)
    return found


def checked(result):
    """The result of a system call. Raises OSError when it failed."""
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


main(*sys.argv[1:])
