/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "native.h"

typedef struct {
  int number;
  const char *name;
  const char *text;
} ErrnoText;

#define ROW(name, text) {name, #name, text}

/* The texts are those of libuv (uv.h, UV_ERRNO_MAP), so that messages are the same as on Node.js. */
static const ErrnoText errno_texts[] = {
  ROW(E2BIG, "argument list too long"),
  ROW(EACCES, "permission denied"),
  ROW(EADDRINUSE, "address already in use"),
  ROW(EADDRNOTAVAIL, "address not available"),
  ROW(EAFNOSUPPORT, "address family not supported"),
  ROW(EAGAIN, "resource temporarily unavailable"),
  ROW(EALREADY, "connection already in progress"),
  ROW(EBADF, "bad file descriptor"),
  ROW(EBUSY, "resource busy or locked"),
  ROW(ECANCELED, "operation canceled"),
  ROW(ECONNABORTED, "software caused connection abort"),
  ROW(ECONNREFUSED, "connection refused"),
  ROW(ECONNRESET, "connection reset by peer"),
  ROW(EDESTADDRREQ, "destination address required"),
  ROW(EDQUOT, "disk quota exceeded"),
  ROW(EEXIST, "file already exists"),
  ROW(EFAULT, "bad address in system call argument"),
  ROW(EFBIG, "file too large"),
  ROW(EHOSTDOWN, "host is down"),
  ROW(EHOSTUNREACH, "host is unreachable"),
  ROW(EILSEQ, "illegal byte sequence"),
  ROW(EINTR, "interrupted system call"),
  ROW(EINVAL, "invalid argument"),
  ROW(EIO, "i/o error"),
  ROW(EISCONN, "socket is already connected"),
  ROW(EISDIR, "illegal operation on a directory"),
  ROW(ELOOP, "too many symbolic links encountered"),
  ROW(EMFILE, "too many open files"),
  ROW(EMLINK, "too many links"),
  ROW(EMSGSIZE, "message too long"),
  ROW(ENAMETOOLONG, "name too long"),
  ROW(ENETDOWN, "network is down"),
  ROW(ENETUNREACH, "network is unreachable"),
  ROW(ENFILE, "file table overflow"),
  ROW(ENOBUFS, "no buffer space available"),
  ROW(ENODATA, "no data available"),
  ROW(ENODEV, "no such device"),
  ROW(ENOENT, "no such file or directory"),
  ROW(ENOEXEC, "exec format error"),
  ROW(ENOMEM, "not enough memory"),
  ROW(ENOPROTOOPT, "protocol not available"),
  ROW(ENOSPC, "no space left on device"),
  ROW(ENOSYS, "function not implemented"),
  ROW(ENOTCONN, "socket is not connected"),
  ROW(ENOTDIR, "not a directory"),
  ROW(ENOTEMPTY, "directory not empty"),
  ROW(ENOTSOCK, "socket operation on non-socket"),
  ROW(ENOTSUP, "operation not supported on socket"),
  ROW(ENOTTY, "inappropriate ioctl for device"),
  ROW(ENXIO, "no such device or address"),
  ROW(EOVERFLOW, "value too large for defined data type"),
  ROW(EPERM, "operation not permitted"),
  ROW(EPIPE, "broken pipe"),
  ROW(EPROTO, "protocol error"),
  ROW(EPROTONOSUPPORT, "protocol not supported"),
  ROW(EPROTOTYPE, "protocol wrong type for socket"),
  ROW(ERANGE, "result too large"),
  ROW(EROFS, "read-only file system"),
  ROW(ESHUTDOWN, "cannot send after transport endpoint shutdown"),
  ROW(ESOCKTNOSUPPORT, "socket type not supported"),
  ROW(ESPIPE, "invalid seek"),
  ROW(ESRCH, "no such process"),
  ROW(ESTALE, "stale file handle"),
  ROW(ETIMEDOUT, "connection timed out"),
  ROW(ETXTBSY, "text file is busy"),
  ROW(EXDEV, "cross-device link not permitted"),
};

static const ErrnoText unknown_errno = {0, "UNKNOWN", "unknown error"};

typedef struct {
  int number;
  const char *name;
} SignalName;

#define SIGNAL(name) {name, #name}

static const SignalName signal_names[] = {
  SIGNAL(SIGHUP),  SIGNAL(SIGINT),    SIGNAL(SIGQUIT), SIGNAL(SIGILL),    SIGNAL(SIGTRAP),  SIGNAL(SIGABRT),
  SIGNAL(SIGBUS),  SIGNAL(SIGFPE),    SIGNAL(SIGKILL), SIGNAL(SIGUSR1),   SIGNAL(SIGSEGV),  SIGNAL(SIGUSR2),
  SIGNAL(SIGPIPE), SIGNAL(SIGALRM),   SIGNAL(SIGTERM), SIGNAL(SIGSTKFLT), SIGNAL(SIGCHLD),  SIGNAL(SIGCONT),
  SIGNAL(SIGSTOP), SIGNAL(SIGTSTP),   SIGNAL(SIGTTIN), SIGNAL(SIGTTOU),   SIGNAL(SIGURG),   SIGNAL(SIGXCPU),
  SIGNAL(SIGXFSZ), SIGNAL(SIGVTALRM), SIGNAL(SIGPROF), SIGNAL(SIGWINCH),  SIGNAL(SIGIO),    SIGNAL(SIGPWR),
  SIGNAL(SIGSYS),
};

static const ErrnoText *find_errno(int number) {
  for (size_t i = 0; i < COUNT(errno_texts); i++)
    if (errno_texts[i].number == number) return &errno_texts[i];
  return &unknown_errno;
}

const char *errno_name(int number) {
  return find_errno(number)->name;
}

const char *signal_name(int number) {
  for (size_t i = 0; i < COUNT(signal_names); i++)
    if (signal_names[i].number == number) return signal_names[i].name;
  return "UNKNOWN";
}

/* The message as Node.js writes it. Returns JS_EXCEPTION when memory runs out. */
static JSValue new_message(JSContext *ctx, const ErrnoText *row, const char *syscall, const char *path,
                           const char *other) {
  size_t room = strlen(row->name) + strlen(row->text) + strlen(syscall) + (path == NULL ? 0 : strlen(path)) +
                (other == NULL ? 0 : strlen(other)) + 32;
  char *bytes = js_malloc(ctx, room);
  if (bytes == NULL) return JS_EXCEPTION;
  int size = snprintf(bytes, room, "%s: %s, %s", row->name, row->text, syscall);
  if (path != NULL) size += snprintf(bytes + size, room - (size_t)size, " '%s'", path);
  if (other != NULL) size += snprintf(bytes + size, room - (size_t)size, " -> '%s'", other);
  JSValue message = text_of_bytes(ctx, (const uint8_t *)bytes, (size_t)size);
  js_free(ctx, bytes);
  return message;
}

JSValue throw_errno(JSContext *ctx, int number, const char *syscall, const char *path, const char *other) {
  const ErrnoText *row = find_errno(number);
  JSValue error = JS_NewError(ctx);
  JSValue message = new_message(ctx, row, syscall, path, other);
  if (JS_IsException(error) || JS_IsException(message)) {
    JS_FreeValue(ctx, error);
    JS_FreeValue(ctx, message);
    return JS_EXCEPTION;
  }
  int hidden = JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE;
  if (JS_DefinePropertyValueStr(ctx, error, "message", message, hidden) < 0 ||
      JS_DefinePropertyValueStr(ctx, error, "code", JS_NewString(ctx, row->name), JS_PROP_C_W_E) < 0 ||
      JS_DefinePropertyValueStr(ctx, error, "syscall", JS_NewString(ctx, syscall), JS_PROP_C_W_E) < 0) {
    JS_FreeValue(ctx, error);
    return JS_EXCEPTION;
  }
  return JS_Throw(ctx, error);
}
