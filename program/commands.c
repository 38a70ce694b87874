/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "native.h"

/* A command as execve(2) wants it; both end with NULL. */
typedef struct {
  char **words;
  char **variables;
} Command;

/* What a child's descriptors 0, 1 and 2 are to be, and the end of the pipe on which it reports that exec failed. */
typedef struct {
  int in;
  int out;
  int err;
  int report;
} Streams;

/* The last bytes of a stream: `bytes` holds up to twice what is kept, so that seldom anything moves. */
typedef struct {
  int fd;
  uint8_t *bytes;
  size_t size;
  size_t room;
  size_t kept;
} Tail;

/* The variable PATH where an environment has none, as execvp(3). */
static const char default_path[] = "/usr/local/bin:/bin:/usr/bin";

static void free_words(JSContext *ctx, char **words) {
  for (char **word = words; word != NULL && *word != NULL; word++) js_free(ctx, *word);
  js_free(ctx, words);
}

static void free_command(JSContext *ctx, Command *command) {
  free_words(ctx, command->words);
  free_words(ctx, command->variables);
}

/* The words of an array. Returns NULL with an exception thrown. */
static char **take_words(JSContext *ctx, JSValueConst array) {
  int64_t count;
  if (JS_GetLength(ctx, array, &count) < 0) return NULL;
  if (count < 1 || count > 65536) {
    JS_ThrowRangeError(ctx, "a command has 1 to 65536 words");
    return NULL;
  }
  char **words = js_mallocz(ctx, ((size_t)count + 1) * sizeof *words);
  for (uint32_t i = 0; words != NULL && i < (uint32_t)count; i++) {
    JSValue value = JS_GetPropertyUint32(ctx, array, i);
    words[i] = JS_IsException(value) ? NULL : path_of_text(ctx, value, "spawn");
    JS_FreeValue(ctx, value);
    if (words[i] != NULL) continue;
    free_words(ctx, words);
    return NULL;
  }
  return words;
}

/* "NAME=value" of one variable; NULL with an exception thrown. */
static char *take_variable(JSContext *ctx, JSValueConst object, JSAtom atom) {
  char *joined = NULL;
  JSValue name_value = JS_AtomToString(ctx, atom), value_value = JS_GetProperty(ctx, object, atom);
  char *name = JS_IsException(name_value) ? NULL : path_of_text(ctx, name_value, "spawn");
  char *value = name == NULL || JS_IsException(value_value) ? NULL : path_of_text(ctx, value_value, "spawn");
  if (value != NULL) {
    size_t room = strlen(name) + strlen(value) + 2;
    joined = js_malloc(ctx, room);
    if (joined != NULL) snprintf(joined, room, "%s=%s", name, value);
  }
  js_free(ctx, name);
  js_free(ctx, value);
  JS_FreeValue(ctx, name_value);
  JS_FreeValue(ctx, value_value);
  return joined;
}

/* The environment that `env` of the options is. Returns NULL with an exception thrown. */
static char **take_environment(JSContext *ctx, JSValueConst options) {
  JSPropertyEnum *names;
  uint32_t count;
  JSValue env = JS_GetPropertyStr(ctx, options, "env");
  if (JS_IsException(env)) return NULL;
  if (JS_GetOwnPropertyNames(ctx, &names, &count, env, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) {
    JS_FreeValue(ctx, env);
    return NULL;
  }
  char **variables = js_mallocz(ctx, ((size_t)count + 1) * sizeof *variables);
  for (uint32_t i = 0; variables != NULL && i < count; i++) {
    variables[i] = take_variable(ctx, env, names[i].atom);
    if (variables[i] != NULL) continue;
    free_words(ctx, variables);
    variables = NULL;
  }
  JS_FreePropertyEnum(ctx, names, count);
  JS_FreeValue(ctx, env);
  return variables;
}

static bool take_command(JSContext *ctx, JSValueConst words, JSValueConst options, Command *command) {
  *command = (Command){NULL, NULL};
  command->words = take_words(ctx, words);
  if (command->words != NULL) command->variables = take_environment(ctx, options);
  if (command->variables != NULL) return true;
  free_command(ctx, command);
  return false;
}

/* The value of a variable of a command's own environment. */
static const char *variable_of(const Command *command, const char *name) {
  size_t size = strlen(name);
  for (char **variable = command->variables; *variable != NULL; variable++)
    if (strncmp(*variable, name, size) == 0 && (*variable)[size] == '=') return *variable + size + 1;
  return NULL;
}

/* execve(2) of one file; a script without `#!` is run by the shell, as execvp(3) of glibc does. Returns the errno. */
static int execute_file(const char *file, const Command *command) {
  execve(file, command->words, command->variables);
  if (errno != ENOEXEC) return errno;
  size_t count = 0;
  while (command->words[count] != NULL) count++;
  char **words = calloc(count + 2, sizeof *words);
  if (words == NULL) return ENOMEM;
  words[0] = "/bin/sh";
  memcpy(words + 1, command->words, (count + 1) * sizeof *words);
  words[1] = (char *)(uintptr_t)file;
  execve(words[0], words, command->variables);
  return errno;
}

/* Executes a command, found by the PATH of its own environment. Returns the errno. */
static int execute(const Command *command) {
  const char *name = command->words[0];
  if (name[0] == 0) return ENOENT;
  if (strchr(name, '/') != NULL) return execute_file(name, command);
  const char *path = variable_of(command, "PATH");
  int number = ENOENT;
  for (const char *folder = path == NULL ? default_path : path; folder != NULL;) {
    const char *colon = strchr(folder, ':');
    size_t size = colon == NULL ? strlen(folder) : (size_t)(colon - folder);
    char file[PATH_MAX];
    int length = snprintf(file, sizeof file, "%.*s%s%s", (int)size, folder, size == 0 ? "" : "/", name);
    folder = colon == NULL ? NULL : colon + 1;
    if (length < 0 || (size_t)length >= sizeof file) continue;
    int failure = execute_file(file, command);
    if (failure == EACCES) number = EACCES;
    if (failure != EACCES && failure != ENOENT && failure != ENOTDIR && failure != ESTALE) return failure;
  }
  return number;
}

/* The child's part: a session of its own, its streams, its folder, the command; an errno goes to `report`. Never returns. */
static _Noreturn void become(const Command *command, const Streams *streams, const char *folder) {
  sigset_t none;
  sigemptyset(&none);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  signal(SIGCHLD, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setsid();
  restore_core_dumps();
  restore_stack();
  int number = 0;
  if (dup2(streams->in, 0) < 0 || dup2(streams->out, 1) < 0 || dup2(streams->err, 2) < 0 ||
      (folder != NULL && chdir(folder) < 0))
    number = errno;
  if (number == 0) number = execute(command);
  write_all(streams->report, &number, sizeof number);
  _exit(127);
}

static void close_all(size_t count, int *fds) {
  for (size_t i = 0; i < count; i++) {
    if (fds[i] >= 0) close(fds[i]);
    fds[i] = -1;
  }
}

static void on_child(int number) {
  (void)number;
}

/* SIGCHLD is let through in ppoll only. `former` gets the mask for it. */
static void watch_children(sigset_t *former) {
  struct sigaction action = {.sa_handler = on_child};
  sigset_t blocked;
  sigemptyset(&action.sa_mask);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigaction(SIGCHLD, &action, NULL);
  sigprocmask(SIG_BLOCK, &blocked, former);
  sigdelset(former, SIGCHLD);
}

/* Keeps the bytes; returns false when memory runs out. */
static bool keep(JSContext *ctx, Tail *tail, const uint8_t *bytes, size_t size) {
  if (size > tail->kept) {
    bytes += size - tail->kept;
    size = tail->kept;
  }
  if (tail->size + size > 2 * tail->kept) {
    size_t stay = tail->kept - size;
    memmove(tail->bytes, tail->bytes + tail->size - stay, stay);
    tail->size = stay;
  }
  if (tail->size + size > tail->room) {
    size_t room = tail->room * 2 > tail->size + size ? tail->room * 2 : tail->size + size + 4096;
    uint8_t *larger = js_realloc(ctx, tail->bytes, room);
    if (larger == NULL) return false;
    tail->bytes = larger;
    tail->room = room;
  }
  if (size > 0) memcpy(tail->bytes + tail->size, bytes, size);
  tail->size += size;
  return true;
}

/* Reads what is there now; closes the stream at its end. Returns false when memory runs out. */
static bool drain(JSContext *ctx, Tail *tail) {
  uint8_t bytes[16384];
  /* What writes without end must not keep a timeout from being seen. */
  for (int rounds = 0; tail->fd >= 0 && rounds < 64; rounds++) {
    ssize_t count = read(tail->fd, bytes, sizeof bytes);
    if (count > 0) {
      if (!keep(ctx, tail, bytes, (size_t)count)) return false;
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
      close_all(1, &tail->fd);
    } else if (errno == EAGAIN) {
      break;
    }
  }
  return true;
}

/* What the loop of `run` knows. */
typedef struct {
  pid_t pid;
  int report;
  Tail tails[2];
  /* The errno of exec, 0 while it has not failed. */
  int failure;
  bool timed_out;
  bool exited;
  int status;
} Run;

/* Waits for what comes next: output, the report, the child's end, the time limit. */
static void wait_for_news(const Run *run, double deadline, const sigset_t *mask) {
  struct pollfd fds[3] = {
    {.fd = run->tails[0].fd, .events = POLLIN},
    {.fd = run->tails[1].fd, .events = POLLIN},
    {.fd = run->report, .events = POLLIN},
  };
  double left = deadline - monotonic_ms();
  if (left < 0) left = 0;
  if (left > 1e9) left = 1e9;
  struct timespec limit = {.tv_sec = (time_t)(left / 1e3)};
  limit.tv_nsec = (long)((left - (double)limit.tv_sec * 1e3) * 1e6);
  ppoll(fds, COUNT(fds), &limit, mask);
}

static void read_report(Run *run) {
  int number;
  ssize_t count = read(run->report, &number, sizeof number);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count == (ssize_t)sizeof number) run->failure = number;
  close_all(1, &run->report);
}

static void kill_session(const Run *run) {
  kill(-run->pid, SIGKILL);
  kill(run->pid, SIGKILL);
}

/* Follows a command to its end. Returns false when memory runs out; then it has been killed. */
static bool follow(JSContext *ctx, Run *run, double timeout, const sigset_t *mask) {
  double deadline = monotonic_ms() + timeout;
  bool enough_memory = true;
  while (!run->exited) {
    if (run->report >= 0) read_report(run);
    for (size_t i = 0; i < COUNT(run->tails) && enough_memory; i++) enough_memory = drain(ctx, &run->tails[i]);
    pid_t ended = waitpid(run->pid, &run->status, WNOHANG);
    if (ended == run->pid || (ended < 0 && errno == ECHILD)) {
      run->exited = true;
    } else if (!run->timed_out && (!enough_memory || monotonic_ms() >= deadline)) {
      run->timed_out = true;
      kill_session(run);
      deadline = monotonic_ms() + 1e9;
    } else {
      wait_for_news(run, deadline, mask);
    }
  }
  if (run->report >= 0) read_report(run);
  for (size_t i = 0; i < COUNT(run->tails) && enough_memory; i++) enough_memory = drain(ctx, &run->tails[i]);
  return enough_memory;
}

static JSValue new_tail(JSContext *ctx, const Tail *tail) {
  size_t size = tail->size < tail->kept ? tail->size : tail->kept;
  return JS_NewUint8ArrayCopy(ctx, size == 0 ? NULL : tail->bytes + tail->size - size, size);
}

/* How a command ended, as system.ts describes it. `failure` is the errno of what went wrong before its end. */
static JSValue new_end(JSContext *ctx, const Run *run, int failure) {
  const char *name = failure != 0 ? "error" : WIFSIGNALED(run->status) ? "signal" : "status";
  const char *const names[] = {name, "stdout", "stderr"};
  const JSValue values[] = {
    failure != 0                  ? JS_NewString(ctx, errno_name(failure))
    : WIFSIGNALED(run->status) ? JS_NewString(ctx, signal_name(WTERMSIG(run->status)))
                                  : JS_NewInt32(ctx, WEXITSTATUS(run->status)),
    new_tail(ctx, &run->tails[0]),
    new_tail(ctx, &run->tails[1]),
  };
  return new_object(ctx, COUNT(names), names, values);
}

/* The pipes of a command that is followed: input that is empty, two outputs, the report. Returns 0 or an errno. */
static int open_pipes(int *in, int out[2], int err[2], int report[2]) {
  *in = out[0] = out[1] = err[0] = err[1] = report[0] = report[1] = -1;
  *in = open_nothing(O_RDONLY);
  if (*in >= 0 && make_pipe(out) && make_pipe(err) && make_pipe(report) && set_nonblocking(out[0]) &&
      set_nonblocking(err[0]) && set_nonblocking(report[0]))
    return 0;
  return errno;
}

static JSValue run_command(JSContext *ctx, const Command *command, double timeout, size_t kept) {
  int in, out[2], err[2], report[2];
  Run run = {.pid = -1, .report = -1, .tails = {{.fd = -1, .kept = kept}, {.fd = -1, .kept = kept}}};
  int failure = open_pipes(&in, out, err, report);
  sigset_t mask;
  watch_children(&mask);
  if (failure == 0) {
    run.pid = fork();
    if (run.pid < 0) failure = errno;
  }
  if (run.pid == 0) become(command, &(Streams){in, out[1], err[1], report[1]}, NULL);
  close_all(1, &in);
  close_all(1, &out[1]);
  close_all(1, &err[1]);
  close_all(1, &report[1]);
  run.tails[0].fd = out[0], run.tails[1].fd = err[0], run.report = report[0];
  bool enough_memory = failure != 0 || follow(ctx, &run, timeout, &mask);
  if (failure == 0) failure = run.failure != 0 ? run.failure : run.timed_out ? ETIMEDOUT : 0;
  JSValue end = enough_memory ? new_end(ctx, &run, failure) : JS_EXCEPTION;
  close_all(1, &run.report);
  for (size_t i = 0; i < COUNT(run.tails); i++) {
    close_all(1, &run.tails[i].fd);
    js_free(ctx, run.tails[i].bytes);
  }
  return end;
}

/* A number of the options. */
static bool take_option(JSContext *ctx, JSValueConst options, const char *name, int64_t *number) {
  JSValue value = JS_GetPropertyStr(ctx, options, name);
  bool taken = !JS_IsException(value) && take_int64(ctx, value, number);
  JS_FreeValue(ctx, value);
  return taken;
}

/* Of each stream, in bytes; a caller asks for 64 MiB and one byte more, to see that there is more. */
enum { MOST_KEPT = 128 << 20 };

/* run(argv, { env, timeout, kept }) */
NATIVE(native_run) {
  (void)self, (void)argc;
  int64_t timeout, kept;
  Command command;
  if (!take_option(ctx, argv[1], "timeout", &timeout) || !take_option(ctx, argv[1], "kept", &kept)) return JS_EXCEPTION;
  if (kept < 0 || kept > MOST_KEPT) return JS_ThrowRangeError(ctx, "kept: 0 to %d", MOST_KEPT);
  if (!take_command(ctx, argv[0], argv[1], &command)) return JS_EXCEPTION;
  JSValue end = run_command(ctx, &command, (double)timeout, (size_t)kept);
  free_command(ctx, &command);
  return end;
}

/* Starts a command and waits until it is executed. Returns its process id, or -1 with errno set. */
static pid_t start_command(const Command *command, const Streams *given, const char *folder) {
  int report[2], number = 0;
  if (!make_pipe(report)) return -1;
  Streams streams = *given;
  streams.report = report[1];
  pid_t pid = fork();
  if (pid == 0) become(command, &streams, folder);
  int failed = errno;
  close(report[1]);
  if (pid > 0) {
    ssize_t count;
    do {
      count = read(report[0], &number, sizeof number);
    } while (count < 0 && errno == EINTR);
    if (count == (ssize_t)sizeof number) {
      while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
      failed = number;
      pid = -1;
    }
  }
  close(report[0]);
  errno = failed;
  return pid;
}

/* The descriptor that the option `output` names, or one of /dev/null; `opened` is set when it is to be closed again. */
static bool take_output(JSContext *ctx, JSValueConst options, int *fd, bool *opened) {
  JSValue value = JS_GetPropertyStr(ctx, options, "output");
  *opened = JS_IsUndefined(value);
  bool taken = !JS_IsException(value) && (*opened || take_int(ctx, value, fd));
  JS_FreeValue(ctx, value);
  if (*opened) *fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (*opened && *fd < 0) throw_errno(ctx, errno, "open", "/dev/null", NULL);
  return taken && (!*opened || *fd >= 0);
}

/* start(argv, { env, cwd, output? }) */
NATIVE(native_start) {
  (void)self, (void)argc;
  Command command;
  Streams streams = {-1, -1, -1, -1};
  bool opened;
  if (!take_output(ctx, argv[1], &streams.out, &opened)) return JS_EXCEPTION;
  streams.err = streams.out;
  JSValue started = JS_EXCEPTION;
  if (take_command(ctx, argv[0], argv[1], &command)) {
    JSValue value = JS_GetPropertyStr(ctx, argv[1], "cwd");
    char *folder = JS_IsException(value) ? NULL : path_of_text(ctx, value, "chdir");
    JS_FreeValue(ctx, value);
    if (folder != NULL) {
      char name[PATH_MAX];
      snprintf(name, sizeof name, "spawn %s", command.words[0]);
      streams.in = open_nothing(O_RDONLY);
      pid_t pid = streams.in < 0 ? -1 : start_command(&command, &streams, folder);
      started = pid < 0 ? throw_errno(ctx, errno, name, NULL, NULL) : JS_NewInt32(ctx, pid);
      if (streams.in >= 0) close(streams.in);
    }
    js_free(ctx, folder);
    free_command(ctx, &command);
  }
  if (opened) close(streams.out);
  return started;
}
