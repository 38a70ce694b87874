"""Runs programs in turn, so many rounds, and prints what the kernel says that each run cost (wait4(2), struct rusage).

Standard input: {"rounds": N, "programs": [{"name", "argv", "stdin", "cwd", "env", "stdout"}]}; standard output: a list of
{"name", "status", "cpu", "wall", "memory"} in the order of the runs, in milliseconds and kilobytes. `cpu` is user and system time of
the program and of all descendants that it waited for. `memory` is the largest resident set: with "memory", of the program itself, in a
run of its own before the others; else of the largest process, this one's included, which is nothing beside ansible-playbook.
"""
import ctypes
import json
import os
import signal
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
# ptrace(2)
TRACEME, CONT, SETOPTIONS = 0, 7, 0x4200
OPTION_EXIT, EVENT_EXIT = 0x40, 6


def streams(program):
    """What posix_spawn(3) does with the descriptors 0 to 2."""
    out = program.get('stdout') or os.devnull
    return [
        (os.POSIX_SPAWN_OPEN, 0, program.get('stdin') or os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]


def start(program):
    """Starts a program as vfork(2) does: a copy of this process would be counted as the program's own time."""
    os.chdir(program.get('cwd', '/'))
    return os.posix_spawn(program['argv'][0], program['argv'], program['env'], file_actions=streams(program))


def measured(program):
    began = time.monotonic()
    _, status, usage = os.wait4(start(program), 0)
    return {
        'name': program['name'],
        'status': os.waitstatus_to_exitcode(status),
        'cpu': (usage.ru_utime + usage.ru_stime) * 1000,
        'wall': (time.monotonic() - began) * 1000,
        'memory': program['peak'] or usage.ru_maxrss,
    }


def peak_memory(program):
    """
    VmHWM of the program, read when it is about to end. ru_maxrss counts what this process has, too, since that is what the program
    replaced (exec_mmap() in the kernel's fs/exec.c).
    """
    os.chdir(program.get('cwd', '/'))
    pid = os.fork()
    if pid == 0:
        libc.ptrace(TRACEME, 0, None, None)
        for number, (path, flags) in enumerate([(program.get('stdin'), os.O_RDONLY), (None, os.O_WRONLY), (None, os.O_WRONLY)]):
            os.dup2(os.open(path or os.devnull, flags), number)
        os.execve(program['argv'][0], program['argv'], program['env'])
    peak, first = 0, True
    while True:
        _, status = os.waitpid(pid, 0)
        if not os.WIFSTOPPED(status):
            return peak
        if first:
            libc.ptrace(SETOPTIONS, pid, None, OPTION_EXIT)
        elif status >> 8 == signal.SIGTRAP | EVENT_EXIT << 8:
            with open('/proc/%d/status' % pid, encoding='ascii') as file:
                peak = next(int(line.split()[1]) for line in file if line.startswith('VmHWM:'))
        wanted = os.WSTOPSIG(status)
        libc.ptrace(CONT, pid, None, None if wanted == signal.SIGTRAP else wanted)
        first = False


def main():
    task = json.load(sys.stdin)
    for program in task['programs']:
        program['peak'] = peak_memory(program) if task.get('memory') else 0
    json.dump([measured(program) for _ in range(task['rounds']) for program in task['programs']], sys.stdout)


main()
