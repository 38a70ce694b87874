/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "native.h"

/* Repeats a system call that a signal interrupted. */
#define RETRY(result, call) \
  do { \
    result = (call); \
  } while (result < 0 && errno == EINTR)

/* What is left of a call on a path: releases it, and throws where the system call failed. */
static JSValue done_with(JSContext *ctx, char *path, int result, const char *syscall) {
  int number = errno;
  JSValue value = result < 0 ? throw_errno(ctx, number, syscall, path, NULL) : JS_UNDEFINED;
  js_free(ctx, path);
  return value;
}

/* The same for a call on two paths. */
static JSValue done_with_both(JSContext *ctx, char *path, char *other, int result, const char *syscall) {
  int number = errno;
  JSValue value = result < 0 ? throw_errno(ctx, number, syscall, path, other) : JS_UNDEFINED;
  js_free(ctx, path);
  js_free(ctx, other);
  return value;
}

/* What is left of a call on a descriptor. */
static JSValue done(JSContext *ctx, int result, const char *syscall) {
  return result < 0 ? throw_errno(ctx, errno, syscall, NULL, NULL) : JS_UNDEFINED;
}

/* open(path, flags, mode = 0o666) */
NATIVE(native_open) {
  (void)self;
  int flags, mode = 0666, fd;
  if (!take_int(ctx, argv[1], &flags)) return JS_EXCEPTION;
  if (argc > 2 && !JS_IsUndefined(argv[2]) && !take_int(ctx, argv[2], &mode)) return JS_EXCEPTION;
  char *path = path_of_text(ctx, argv[0], "open");
  if (path == NULL) return JS_EXCEPTION;
  RETRY(fd, open(path, flags | O_CLOEXEC | O_NOCTTY, mode));
  JSValue failure = done_with(ctx, path, fd, "open");
  return fd < 0 ? failure : JS_NewInt32(ctx, fd);
}

/* close(fd); after EINTR Linux has closed it as well. */
NATIVE(native_close) {
  (void)self, (void)argc;
  int fd;
  if (!take_int(ctx, argv[0], &fd)) return JS_EXCEPTION;
  int result = close(fd);
  return done(ctx, result < 0 && errno == EINTR ? 0 : result, "close");
}

/* read(fd, bytes, at, length, position?) */
NATIVE(native_read) {
  (void)self;
  int fd;
  size_t size;
  ssize_t count;
  int64_t position = 0;
  bool positioned = argc > 4 && !JS_IsUndefined(argv[4]);
  if (!take_int(ctx, argv[0], &fd)) return JS_EXCEPTION;
  if (positioned && !take_int64(ctx, argv[4], &position)) return JS_EXCEPTION;
  uint8_t *bytes = take_range(ctx, argv[1], argv[2], argv[3], &size);
  if (bytes == NULL) return JS_EXCEPTION;
  RETRY(count, positioned ? pread(fd, bytes, size, position) : read(fd, bytes, size));
  return count < 0 ? throw_errno(ctx, errno, "read", NULL, NULL) : JS_NewInt64(ctx, count);
}

/* write(fd, bytes, at, length) */
NATIVE(native_write) {
  (void)self, (void)argc;
  int fd;
  size_t size;
  ssize_t count;
  if (!take_int(ctx, argv[0], &fd)) return JS_EXCEPTION;
  const uint8_t *bytes = take_range(ctx, argv[1], argv[2], argv[3], &size);
  if (bytes == NULL) return JS_EXCEPTION;
  RETRY(count, write(fd, bytes, size));
  return count < 0 ? throw_errno(ctx, errno, "write", NULL, NULL) : JS_NewInt64(ctx, count);
}

/* The word for a type of file in system.ts. */
static const char *type_word(mode_t mode) {
  if (S_ISREG(mode)) return "file";
  if (S_ISDIR(mode)) return "folder";
  if (S_ISLNK(mode)) return "link";
  if (S_ISFIFO(mode)) return "fifo";
  if (S_ISSOCK(mode)) return "socket";
  return "device";
}

static JSValue new_stats(JSContext *ctx, const struct stat *status) {
  static const char *const names[] = {"type", "mode", "uid", "gid", "nlink", "size", "mtime"};
  double mtime = (double)status->st_mtim.tv_sec * 1e3 + (double)status->st_mtim.tv_nsec / 1e6;
  const JSValue values[] = {
    JS_NewString(ctx, type_word(status->st_mode)),
    JS_NewInt32(ctx, (int32_t)(status->st_mode & 07777)),
    JS_NewInt64(ctx, (int64_t)status->st_uid),
    JS_NewInt64(ctx, (int64_t)status->st_gid),
    JS_NewInt64(ctx, (int64_t)status->st_nlink),
    JS_NewInt64(ctx, (int64_t)status->st_size),
    JS_NewFloat64(ctx, mtime),
  };
  return new_object(ctx, COUNT(names), names, values);
}

/* fstat(fd) */
NATIVE(native_fstat) {
  (void)self, (void)argc;
  int fd;
  struct stat status;
  if (!take_int(ctx, argv[0], &fd)) return JS_EXCEPTION;
  if (fstat(fd, &status) < 0) return throw_errno(ctx, errno, "fstat", NULL, NULL);
  return new_stats(ctx, &status);
}

static JSValue stat_path(JSContext *ctx, JSValueConst text, const char *name, int (*call)(const char *, struct stat *)) {
  struct stat status;
  char *path = path_of_text(ctx, text, name);
  if (path == NULL) return JS_EXCEPTION;
  int result = call(path, &status);
  JSValue failure = done_with(ctx, path, result, name);
  return result < 0 ? failure : new_stats(ctx, &status);
}

/* stat(path) */
NATIVE(native_stat) {
  (void)self, (void)argc;
  return stat_path(ctx, argv[0], "stat", stat);
}

/* lstat(path) */
NATIVE(native_lstat) {
  (void)self, (void)argc;
  return stat_path(ctx, argv[0], "lstat", lstat);
}

/* fsync(fd) */
NATIVE(native_fsync) {
  (void)self, (void)argc;
  int fd, result;
  if (!take_int(ctx, argv[0], &fd)) return JS_EXCEPTION;
  RETRY(result, fsync(fd));
  return done(ctx, result, "fsync");
}

/* fchmod(fd, mode) */
NATIVE(native_fchmod) {
  (void)self, (void)argc;
  int fd, mode;
  if (!take_int(ctx, argv[0], &fd) || !take_int(ctx, argv[1], &mode)) return JS_EXCEPTION;
  return done(ctx, fchmod(fd, (mode_t)mode), "fchmod");
}

/* fchown(fd, uid, gid) */
NATIVE(native_fchown) {
  (void)self, (void)argc;
  int fd, uid, gid;
  if (!take_int(ctx, argv[0], &fd) || !take_int(ctx, argv[1], &uid) || !take_int(ctx, argv[2], &gid)) return JS_EXCEPTION;
  return done(ctx, fchown(fd, (uid_t)uid, (gid_t)gid), "fchown");
}

/* ftruncate(fd, size) */
NATIVE(native_ftruncate) {
  (void)self, (void)argc;
  int fd, result;
  int64_t size;
  if (!take_int(ctx, argv[0], &fd) || !take_int64(ctx, argv[1], &size)) return JS_EXCEPTION;
  RETRY(result, ftruncate(fd, size));
  return done(ctx, result, "ftruncate");
}

/* chmod(path, mode) */
NATIVE(native_chmod) {
  (void)self, (void)argc;
  int mode;
  if (!take_int(ctx, argv[1], &mode)) return JS_EXCEPTION;
  char *path = path_of_text(ctx, argv[0], "chmod");
  return path == NULL ? JS_EXCEPTION : done_with(ctx, path, chmod(path, (mode_t)mode), "chmod");
}

/* mkdir(path, mode) */
NATIVE(native_mkdir) {
  (void)self, (void)argc;
  int mode;
  if (!take_int(ctx, argv[1], &mode)) return JS_EXCEPTION;
  char *path = path_of_text(ctx, argv[0], "mkdir");
  return path == NULL ? JS_EXCEPTION : done_with(ctx, path, mkdir(path, (mode_t)mode), "mkdir");
}

/* rmdir(path) */
NATIVE(native_rmdir) {
  (void)self, (void)argc;
  char *path = path_of_text(ctx, argv[0], "rmdir");
  return path == NULL ? JS_EXCEPTION : done_with(ctx, path, rmdir(path), "rmdir");
}

/* unlink(path) */
NATIVE(native_unlink) {
  (void)self, (void)argc;
  char *path = path_of_text(ctx, argv[0], "unlink");
  return path == NULL ? JS_EXCEPTION : done_with(ctx, path, unlink(path), "unlink");
}

/* A call on two paths, of which the second is where something comes to be. */
static JSValue call_with_two(JSContext *ctx, JSValueConst *argv, const char *name, int (*call)(const char *, const char *)) {
  char *from = path_of_text(ctx, argv[0], name);
  if (from == NULL) return JS_EXCEPTION;
  char *to = path_of_text(ctx, argv[1], name);
  if (to == NULL) {
    js_free(ctx, from);
    return JS_EXCEPTION;
  }
  return done_with_both(ctx, from, to, call(from, to), name);
}

/* rename(from, to) */
NATIVE(native_rename) {
  (void)self, (void)argc;
  return call_with_two(ctx, argv, "rename", rename);
}

/* link(from, to) */
NATIVE(native_link) {
  (void)self, (void)argc;
  return call_with_two(ctx, argv, "link", link);
}

/* symlink(target, path) */
NATIVE(native_symlink) {
  (void)self, (void)argc;
  return call_with_two(ctx, argv, "symlink", symlink);
}

/* readlink(path) */
NATIVE(native_readlink) {
  (void)self, (void)argc;
  char target[PATH_MAX + 1];
  char *path = path_of_text(ctx, argv[0], "readlink");
  if (path == NULL) return JS_EXCEPTION;
  ssize_t size = readlink(path, target, sizeof target);
  JSValue failure = done_with(ctx, path, size < 0 ? -1 : 0, "readlink");
  return size < 0 ? failure : text_of_bytes(ctx, (const uint8_t *)target, (size_t)size);
}

/* The names that an open folder holds, `number` the errno of what failed. */
static JSValue names_in(JSContext *ctx, DIR *folder, int *number) {
  JSValue names = JS_NewArray(ctx);
  if (JS_IsException(names)) return names;
  for (uint32_t count = 0;;) {
    errno = 0;
    const struct dirent *entry = readdir(folder);
    if (entry == NULL) {
      *number = errno;
      return names;
    }
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    JSValue name = text_of_bytes(ctx, (const uint8_t *)entry->d_name, strlen(entry->d_name));
    if (JS_IsException(name) || JS_DefinePropertyValueUint32(ctx, names, count++, name, JS_PROP_C_W_E) < 0) {
      JS_FreeValue(ctx, names);
      return JS_EXCEPTION;
    }
  }
}

/* readdir(path) */
NATIVE(native_readdir) {
  (void)self, (void)argc;
  char *path = path_of_text(ctx, argv[0], "scandir");
  if (path == NULL) return JS_EXCEPTION;
  DIR *folder = opendir(path);
  if (folder == NULL) return done_with(ctx, path, -1, "scandir");
  int number = 0;
  JSValue names = names_in(ctx, folder, &number);
  closedir(folder);
  if (number != 0) {
    JS_FreeValue(ctx, names);
    names = throw_errno(ctx, number, "scandir", path, NULL);
  }
  js_free(ctx, path);
  return names;
}

/* realpath(path) */
NATIVE(native_realpath) {
  (void)self, (void)argc;
  char *path = path_of_text(ctx, argv[0], "realpath");
  if (path == NULL) return JS_EXCEPTION;
  char *real = realpath(path, NULL);
  JSValue failure = done_with(ctx, path, real == NULL ? -1 : 0, "realpath");
  if (real == NULL) return failure;
  JSValue text = text_of_bytes(ctx, (const uint8_t *)real, strlen(real));
  free(real);
  return text;
}

/* access(path, 'write' | 'write and search') */
NATIVE(native_access) {
  (void)self, (void)argc;
  const char *permission = JS_ToCString(ctx, argv[1]);
  if (permission == NULL) return JS_EXCEPTION;
  int asked = strcmp(permission, "write") == 0 ? W_OK : W_OK | X_OK;
  JS_FreeCString(ctx, permission);
  char *path = path_of_text(ctx, argv[0], "access");
  return path == NULL ? JS_EXCEPTION : done_with(ctx, path, access(path, asked), "access");
}

/* statvfs(path) */
NATIVE(native_statvfs) {
  (void)self, (void)argc;
  int result;
  struct statvfs status;
  char *path = path_of_text(ctx, argv[0], "statfs");
  if (path == NULL) return JS_EXCEPTION;
  RETRY(result, statvfs(path, &status));
  JSValue failure = done_with(ctx, path, result, "statfs");
  if (result < 0) return failure;
  static const char *const names[] = {"bytes", "files"};
  const JSValue values[] = {
    JS_NewFloat64(ctx, (double)status.f_bavail * (double)status.f_frsize),
    status.f_files == 0 ? JS_UNDEFINED : JS_NewFloat64(ctx, (double)status.f_favail),
  };
  return new_object(ctx, COUNT(names), names, values);
}

/* isTerminal(fd) */
NATIVE(native_is_terminal) {
  (void)self, (void)argc;
  int fd;
  if (!take_int(ctx, argv[0], &fd)) return JS_EXCEPTION;
  return JS_NewBool(ctx, isatty(fd) == 1);
}
