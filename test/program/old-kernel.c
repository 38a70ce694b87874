/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */

/*
 * Runs a program as on Linux 2.6.18, the kernel of RHEL 5: a system call that is newer fails with ENOSYS; of an older call a flag
 * or an operation that is newer fails with EINVAL, as it does there. What the program starts are the commands of this machine,
 * which are not made for such a kernel: they run as usual, until the first of the processes has ended.
 * usage: old-kernel PROGRAM [ARGUMENT ...]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__
#error "the table is the one of x86_64"
#endif

/*
 * include/asm-x86_64/unistd.h of Linux 2.6.18 ends with move_pages, 279; syscalls(2) gives 2.6.18 for it, and for the next
 * number, utimensat, 2.6.22. The table has no gaps before it.
 */
#define LAST_CALL __NR_move_pages

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* Goes on when the test holds, else skips so many lines. */
#define IF(test, value, skipped) BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, skipped)
#define ASK BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)

static struct sock_filter filter[] = {
  LOAD(arch),
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
  ASK,
  LOAD(nr),
  IF(BPF_JGT, LAST_CALL, 1),
  ASK,
  /* SOCK_CLOEXEC and SOCK_NONBLOCK came with 2.6.27. */
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 1, 0),
  IF(BPF_JEQ, __NR_socketpair, 3),
  LOAD(args[1]),
  IF(BPF_JSET, SOCK_CLOEXEC | SOCK_NONBLOCK, 5),
  ASK,
  /* F_DUPFD_CLOEXEC came with 2.6.24. */
  IF(BPF_JEQ, __NR_fcntl, 3),
  LOAD(args[1]),
  IF(BPF_JEQ, F_DUPFD_CLOEXEC, 1),
  ASK,
  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static void fail(const char *what) {
  perror(what);
  _exit(126);
}

static char stack[65536];
static int told[2];

/* Shares its descriptors with its parent until exec: so the parent has the listener, by its number. */
static int become_program(void *argument) {
  char **argv = argument;
  struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
  int listener = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (listener == 0)
    listener = (int)syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (listener < 0) perror("seccomp");
  if (write(told[1], &listener, sizeof listener) != sizeof listener) fail("pipe");
  if (listener < 0) return 126;
  execv(argv[0], argv);
  fail(argv[0]);
  return 126;
}

static int is_program(unsigned pid, const char *program) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/%u/exe", pid);
  ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = 0;
  return strcmp(path, program) == 0;
}

static void answer(int listener, const char *program) {
  struct seccomp_notif asked;
  struct seccomp_notif_resp response;
  memset(&asked, 0, sizeof asked);
  memset(&response, 0, sizeof response);
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0) return;
  int newer = asked.data.arch != AUDIT_ARCH_X86_64 || (unsigned)asked.data.nr > LAST_CALL;
  response.id = asked.id;
  if (is_program(asked.pid, program)) response.error = newer ? -ENOSYS : -EINVAL;
  else response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

/* Answers until the program has ended, whose status it returns. */
static int supervise(int listener, pid_t child, const char *program) {
  int ended = (int)syscall(__NR_pidfd_open, child, 0);
  if (ended < 0) fail("pidfd_open");
  struct pollfd polled[] = {{.fd = listener, .events = POLLIN}, {.fd = ended, .events = POLLIN}};
  while (polled[1].revents == 0) {
    if (poll(polled, 2, -1) < 0 && errno != EINTR) fail("poll");
    if ((polled[0].revents & POLLIN) != 0) answer(listener, program);
  }
  int status;
  if (waitpid(child, &status, 0) < 0) fail("waitpid");
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  char program[PATH_MAX];
  int listener;
  if (argc < 2) {
    fprintf(stderr, "usage: %s PROGRAM [ARGUMENT ...]\n", argv[0]);
    return 2;
  }
  if (realpath(argv[1], program) == NULL) fail(argv[1]);
  if (pipe2(told, O_CLOEXEC) < 0) fail("pipe");
  pid_t child = clone(become_program, stack + sizeof stack, CLONE_FILES | SIGCHLD, argv + 1);
  if (child < 0) fail("clone");
  if (read(told[0], &listener, sizeof listener) != sizeof listener) fail("pipe");
  if (listener < 0) return 126;
  return supervise(listener, child, program);
}
