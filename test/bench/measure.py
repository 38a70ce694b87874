"""Runs programs in turn, so many rounds, and prints what the kernel says that each run cost (wait4(2), struct rusage).

Standard input: {"rounds": N, "programs": [{"name", "argv", "stdin", "cwd", "env", "stdout"}]}; standard output: a list of
{"name", "status", "cpu", "wall", "memory"} in the order of the runs, in milliseconds and kilobytes. `cpu` is user and system time of
the program and of all descendants that it waited for.
"""
import json
import os
import sys
import time


def redirected(path, flags):
    return os.open(path or os.devnull, flags, 0o600)


def start(program):
    pid = os.fork()
    if pid != 0:
        return pid
    try:
        os.dup2(redirected(program.get('stdin'), os.O_RDONLY), 0)
        out = redirected(program.get('stdout'), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.chdir(program.get('cwd', '/'))
        os.execve(program['argv'][0], program['argv'], program['env'])
    finally:
        os._exit(127)


def measured(program):
    began = time.monotonic()
    _, status, usage = os.wait4(start(program), 0)
    return {
        'name': program['name'],
        'status': os.waitstatus_to_exitcode(status),
        'cpu': (usage.ru_utime + usage.ru_stime) * 1000,
        'wall': (time.monotonic() - began) * 1000,
        'memory': usage.ru_maxrss,
    }


def main():
    task = json.load(sys.stdin)
    json.dump([measured(program) for _ in range(task['rounds']) for program in task['programs']], sys.stdout)


main()
