/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */

/*
 * What the files of the program share. Texts of JavaScript that stand for bytes (paths, names, words of commands) carry a
 * byte that is not UTF-8 as the lone surrogate U+DC00 + byte, as modules/system/system.ts describes.
 */
#ifndef NIC_BONDING_NATIVE_H
#define NIC_BONDING_NATIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include "quickjs.h"

/* The number of elements of an array. */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A function of JavaScript that is written in C. */
#define NATIVE(name) JSValue name(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)

/* errors.c */

/* The name of an errno such as ENOENT; "UNKNOWN" for one that is not in the table. */
const char *errno_name(int number);

/* The name of a signal such as SIGTERM; "UNKNOWN" for one that is not in the table. */
const char *signal_name(int number);

/*
 * Throws an Error with `code`, `syscall` and the message that Node.js gives it: "ENOENT: no such file or directory, open '/x'".
 * `path` and `other` are the bytes of the paths, each NULL where there is none. Returns JS_EXCEPTION.
 */
JSValue throw_errno(JSContext *ctx, int number, const char *syscall, const char *path, const char *other);

/* text.c */

/* Bytes as text. Returns JS_EXCEPTION when memory runs out. */
JSValue text_of_bytes(JSContext *ctx, const uint8_t *bytes, size_t size);

/*
 * Text as bytes, followed by a NUL that `size` does not count; js_free releases them.
 * Returns NULL with an exception thrown: RangeError for a surrogate that stands for no byte, or out of memory.
 */
uint8_t *bytes_of_text(JSContext *ctx, JSValueConst text, size_t *size);

/*
 * The bytes of a path; js_free releases them. Returns NULL with an exception thrown, EINVAL for a NUL within.
 * `syscall` is the name for the error.
 */
char *path_of_text(JSContext *ctx, JSValueConst text, const char *syscall);

NATIVE(native_decode);
NATIVE(native_encode);

/* arguments.c */

/* The numbers of a call; they return false with an exception thrown. */
bool take_int(JSContext *ctx, JSValueConst value, int *number);
bool take_int64(JSContext *ctx, JSValueConst value, int64_t *number);

/* The part of a Uint8Array that `at` and `length` name. Returns NULL with a RangeError or TypeError thrown. */
uint8_t *take_range(JSContext *ctx, JSValueConst array, JSValueConst at, JSValueConst length, size_t *size);

/* An object with `count` properties, whose values it takes over, in the order of their names. */
JSValue new_object(JSContext *ctx, size_t count, const char *const *names, const JSValue *values);

/* Milliseconds by CLOCK_MONOTONIC. */
double monotonic_ms(void);

/* sha256.c */

/* The SHA-256 of bytes (FIPS 180-4). */
void sha256(const uint8_t *bytes, size_t size, uint8_t digest[32]);
NATIVE(native_sha256);

/* random.c */

/* Fills `bytes` from the kernel's generator of random numbers. Returns false, with errno set, when no way leads there. */
bool random_fill(uint8_t *bytes, size_t size);
NATIVE(native_random);

/* streams.c */

/* Opens what stands for descriptors 0, 1 and 2 where they are closed, so that no file takes their place. */
void open_standard_streams(void);

/* Opens /dev/null, or where that is missing one end of a pipe without another end. Returns -1 with errno set. */
int open_nothing(int flags);

/* Sets the flags of a descriptor: closed at exec, and non-blocking if asked for. Returns false with errno set. */
bool close_on_exec(int fd);
bool set_nonblocking(int fd);

/* A pipe whose both ends are closed at exec, on kernels without pipe2 too. Returns false with errno set. */
bool make_pipe(int ends[2]);

/* Writes all bytes, waiting where a pipe is full. Returns false with errno set. */
bool write_all(int fd, const void *bytes, size_t size);

/* files.c */
NATIVE(native_open);
NATIVE(native_close);
NATIVE(native_read);
NATIVE(native_write);
NATIVE(native_fstat);
NATIVE(native_fsync);
NATIVE(native_fchmod);
NATIVE(native_fchown);
NATIVE(native_ftruncate);
NATIVE(native_stat);
NATIVE(native_lstat);
NATIVE(native_chmod);
NATIVE(native_mkdir);
NATIVE(native_rmdir);
NATIVE(native_unlink);
NATIVE(native_rename);
NATIVE(native_link);
NATIVE(native_symlink);
NATIVE(native_readlink);
NATIVE(native_readdir);
NATIVE(native_realpath);
NATIVE(native_access);
NATIVE(native_statvfs);
NATIVE(native_is_terminal);

/* process.c */

/* Switches core dumps off, since the process holds secrets; what it starts gets the former limit back. */
void forbid_core_dumps(void);
void restore_core_dumps(void);

/*
 * Raises a limit of the stack below `least` to `enough`, or to what is allowed; what the process starts gets the former one back.
 * Returns false where it stays below `least`. The stack grows by the limit that holds then (getrlimit(2)).
 */
bool provide_stack(size_t least, size_t enough);
void restore_stack(void);

/* The status with which the process ends, as the module set it. */
int exit_status(void);

/* An object of the environment. */
JSValue environment_object(JSContext *ctx);

NATIVE(native_home_folder);
NATIVE(native_set_exit_status);
NATIVE(native_ignore_hang_up);
NATIVE(native_kill);
NATIVE(native_limit);
NATIVE(native_set_limit);
NATIVE(native_monotonic);
NATIVE(native_sleep);

/* commands.c */
NATIVE(native_run);
NATIVE(native_start);

/* resolve.c */

/* An address of a host. */
typedef struct {
  union {
    struct sockaddr any;
    struct sockaddr_storage storage;
  } address;
  socklen_t size;
} HostAddress;

/* The most addresses of one name that are tried. */
enum { MOST_ADDRESSES = 8 };

/*
 * The addresses of a host by name or by address, within a time limit in milliseconds.
 * Returns their count, or 0 with `error` set to the name of an errno: ENOENT for an unknown name, ETIMEDOUT for no answer.
 */
size_t resolve_host(const char *host, double timeout, HostAddress addresses[MOST_ADDRESSES], const char **error);

/* What came of asking a host: the milliseconds where `error` is NULL, else the name of the errno. */
JSValue new_answer(JSContext *ctx, double milliseconds, const char *error);

/* Waits until a descriptor is ready for `events` of poll(2), at most until `deadline`. Returns 0 or an errno, ETIMEDOUT too. */
int wait_ready(int fd, short events, double deadline);

/* addresses.c, tcp.c, icmp.c */
NATIVE(native_device_addresses);
NATIVE(native_tcp_connect);
NATIVE(native_icmp_echo);

/* module.c */

/* The C module `native`, whose exports modules/system/native.d.ts names. Returns NULL with an exception thrown. */
JSModuleDef *new_native_module(JSContext *ctx);

/* The words behind the module's name, for `native.args`. */
void set_arguments(int count, char **words);

/* engine.c */

/* Runs a module of the embedded ones to its end. Returns the exit status; an uncaught error becomes a result. */
int run_module(const char *name);

/* memory.c */

/* What the engine allocates from; nothing is given back to the kernel but large blocks. */
extern const JSMallocFunctions engine_memory;

/* result.c */

/* Writes a failed result with this message, and an exception where it is not NULL, to standard output. Texts are UTF-8. */
void write_failure(const char *message, const char *exception);

/* The bytecode and texts that the build links in. */
typedef struct {
  const char *name;
  const uint8_t *bytes;
  const uint8_t *end;
} Embedded;

extern const Embedded embedded_modules[];
extern const size_t embedded_module_count;
/* The names of the modules that a user may run. */
extern const char *const embedded_names[];
extern const size_t embedded_name_count;
extern const Embedded embedded_licenses;
extern const Embedded embedded_sbom;
extern const char embedded_version[];
extern const char embedded_architecture[];

#endif
