/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include "native.h"

extern char **environ;

static int status_at_end;
static struct rlimit core_limit;
static struct rlimit stack_before;
static bool stack_raised;

void forbid_core_dumps(void) {
  if (getrlimit(RLIMIT_CORE, &core_limit) < 0) core_limit = (struct rlimit){0, 0};
  struct rlimit none = {0, core_limit.rlim_max};
  setrlimit(RLIMIT_CORE, &none);
}

void restore_core_dumps(void) {
  setrlimit(RLIMIT_CORE, &core_limit);
}

bool provide_stack(size_t least, size_t enough) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) < 0 || limit.rlim_cur >= least) return true;
  stack_before = limit;
  /* Beyond the hard limit for root alone. */
  limit.rlim_cur = limit.rlim_max < least ? least : limit.rlim_max < enough ? limit.rlim_max : enough;
  if (limit.rlim_max < limit.rlim_cur) limit.rlim_max = limit.rlim_cur;
  stack_raised = setrlimit(RLIMIT_STACK, &limit) == 0;
  return stack_raised;
}

void restore_stack(void) {
  if (stack_raised) setrlimit(RLIMIT_STACK, &stack_before);
}

int exit_status(void) {
  return status_at_end;
}

/* Defines one variable, "NAME=value", of which the first of two with one name counts, as for getenv(3). */
static bool define_variable(JSContext *ctx, JSValueConst object, const char *variable) {
  const char *equals = strchr(variable, '=');
  if (equals == NULL || equals == variable) return true;
  JSValue name = text_of_bytes(ctx, (const uint8_t *)variable, (size_t)(equals - variable));
  if (JS_IsException(name)) return false;
  JSAtom atom = JS_ValueToAtom(ctx, name);
  JS_FreeValue(ctx, name);
  if (atom == JS_ATOM_NULL) return false;
  bool defined = JS_HasProperty(ctx, object, atom) > 0;
  if (!defined) {
    JSValue value = text_of_bytes(ctx, (const uint8_t *)equals + 1, strlen(equals + 1));
    defined = !JS_IsException(value) && JS_DefinePropertyValue(ctx, object, atom, value, JS_PROP_C_W_E) >= 0;
  }
  JS_FreeAtom(ctx, atom);
  return defined;
}

JSValue environment_object(JSContext *ctx) {
  JSValue object = JS_NewObjectProto(ctx, JS_NULL);
  for (char **variable = environ; !JS_IsException(object) && *variable != NULL; variable++) {
    if (define_variable(ctx, object, *variable)) continue;
    JS_FreeValue(ctx, object);
    object = JS_EXCEPTION;
  }
  return object;
}

/* homeFolder() */
NATIVE(native_home_folder) {
  (void)self, (void)argc, (void)argv;
  const struct passwd *entry = getpwuid(geteuid());
  if (entry == NULL || entry->pw_dir == NULL || entry->pw_dir[0] == 0) return JS_UNDEFINED;
  return text_of_bytes(ctx, (const uint8_t *)entry->pw_dir, strlen(entry->pw_dir));
}

/* setExitStatus(status) */
NATIVE(native_set_exit_status) {
  (void)self, (void)argc;
  return take_int(ctx, argv[0], &status_at_end) ? JS_UNDEFINED : JS_EXCEPTION;
}

/* ignoreHangUp() */
NATIVE(native_ignore_hang_up) {
  (void)ctx, (void)self, (void)argc, (void)argv;
  signal(SIGHUP, SIG_IGN);
  return JS_UNDEFINED;
}

/* kill(pid, signal) */
NATIVE(native_kill) {
  (void)self, (void)argc;
  int pid;
  if (!take_int(ctx, argv[0], &pid)) return JS_EXCEPTION;
  const char *name = JS_ToCString(ctx, argv[1]);
  if (name == NULL) return JS_EXCEPTION;
  int number = strcmp(name, "SIGKILL") == 0 ? SIGKILL : SIGTERM;
  JS_FreeCString(ctx, name);
  return kill(pid, number) < 0 ? throw_errno(ctx, errno, "kill", NULL, NULL) : JS_UNDEFINED;
}

/* The number of a resource, -1 with a RangeError thrown for a name that is not in system.ts. */
static int take_resource(JSContext *ctx, JSValueConst value) {
  const char *name = JS_ToCString(ctx, value);
  if (name == NULL) return -1;
  int resource = strcmp(name, "core") == 0     ? RLIMIT_CORE
                 : strcmp(name, "fsize") == 0  ? RLIMIT_FSIZE
                 : strcmp(name, "nofile") == 0 ? RLIMIT_NOFILE
                                               : -1;
  if (resource < 0) JS_ThrowRangeError(ctx, "not a resource: %s", name);
  JS_FreeCString(ctx, name);
  return resource;
}

static JSValue new_limit(JSContext *ctx, rlim_t limit) {
  return limit == RLIM_INFINITY ? JS_UNDEFINED : JS_NewFloat64(ctx, (double)limit);
}

/* limit(resource) */
NATIVE(native_limit) {
  (void)self, (void)argc;
  struct rlimit limit;
  int resource = take_resource(ctx, argv[0]);
  if (resource < 0) return JS_EXCEPTION;
  if (getrlimit(resource, &limit) < 0) return throw_errno(ctx, errno, "getrlimit", NULL, NULL);
  static const char *const names[] = {"soft", "hard"};
  const JSValue values[] = {new_limit(ctx, limit.rlim_cur), new_limit(ctx, limit.rlim_max)};
  return new_object(ctx, COUNT(names), names, values);
}

/* Reads one of the two of a limit. */
static bool take_limit(JSContext *ctx, JSValueConst object, const char *name, rlim_t *limit) {
  JSValue value = JS_GetPropertyStr(ctx, object, name);
  int64_t number = 0;
  bool taken = !JS_IsException(value) && (JS_IsUndefined(value) || take_int64(ctx, value, &number));
  *limit = JS_IsUndefined(value) ? RLIM_INFINITY : (rlim_t)number;
  JS_FreeValue(ctx, value);
  return taken;
}

/* setLimit(resource, limit) */
NATIVE(native_set_limit) {
  (void)self, (void)argc;
  struct rlimit limit;
  int resource = take_resource(ctx, argv[0]);
  if (resource < 0 || !take_limit(ctx, argv[1], "soft", &limit.rlim_cur) ||
      !take_limit(ctx, argv[1], "hard", &limit.rlim_max))
    return JS_EXCEPTION;
  if (setrlimit(resource, &limit) < 0) return throw_errno(ctx, errno, "setrlimit", NULL, NULL);
  if (resource == RLIMIT_CORE) core_limit = limit;
  return JS_UNDEFINED;
}

/* monotonic() */
NATIVE(native_monotonic) {
  (void)self, (void)argc, (void)argv;
  return JS_NewFloat64(ctx, monotonic_ms());
}

/* sleep(milliseconds) */
NATIVE(native_sleep) {
  (void)self, (void)argc;
  double milliseconds;
  if (JS_ToFloat64(ctx, &milliseconds, argv[0]) < 0) return JS_EXCEPTION;
  if (!(milliseconds > 0)) return JS_UNDEFINED;
  if (milliseconds > 1e12) milliseconds = 1e12;
  double seconds = (double)(int64_t)(milliseconds / 1e3);
  struct timespec left = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((milliseconds - seconds * 1e3) * 1e6)};
  while (nanosleep(&left, &left) < 0 && errno == EINTR) continue;
  return JS_UNDEFINED;
}
