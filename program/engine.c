/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include "native.h"

enum {
  MEMORY_LIMIT = 256 << 20,
  /* A run of a module stays below it, so that nothing is spent on looking for cycles. */
  FIRST_COLLECTION = 64 << 20,
  MOST_STACK = 8 << 20,
};

#define OUT_OF_MEMORY "out of memory: the program takes up to 256 MB, and at least 4 MB; raise the limit of this user (ulimit -v)"

/*
 * The part of the stack that the engine may use: five eighths of what the process may have, 8 MiB at most; arguments and
 * environment take up to a quarter of it (execve(2)), and what C needs is left.
 */
static size_t stack_limit(void) {
  struct rlimit limit;
  size_t whole = MOST_STACK;
  if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < MOST_STACK) whole = (size_t)limit.rlim_cur;
  return whole / 8 * 5;
}

/* The name in the table of a module that another imports: "./name.js" is "name.js". */
static char *normalize(JSContext *ctx, const char *base, const char *name, void *opaque) {
  (void)base, (void)opaque;
  return js_strdup(ctx, strncmp(name, "./", 2) == 0 ? name + 2 : name);
}

static const Embedded *find_embedded(const char *name) {
  for (size_t i = 0; i < embedded_module_count; i++)
    if (strcmp(embedded_modules[i].name, name) == 0) return &embedded_modules[i];
  return NULL;
}

/* The bytecode of one of the embedded modules, as a module that is not evaluated yet. */
static JSValue read_module(JSContext *ctx, const char *name) {
  const Embedded *embedded = find_embedded(name);
  if (embedded == NULL) return JS_ThrowReferenceError(ctx, "this program has no module %s", name);
  return JS_ReadObject(ctx, embedded->bytes, (size_t)(embedded->end - embedded->bytes), JS_READ_OBJ_BYTECODE);
}

/* Modules come from the table and from nowhere else. */
static JSModuleDef *load(JSContext *ctx, const char *name, void *opaque) {
  (void)opaque;
  if (strcmp(name, "native") == 0) return new_native_module(ctx);
  JSValue module = read_module(ctx, name);
  if (JS_IsException(module)) return NULL;
  JSModuleDef *definition = JS_VALUE_GET_PTR(module);
  JS_FreeValue(ctx, module);
  return definition;
}

/* A context with what the modules use, and without eval, whose compiler is not even linked in. */
static JSContext *new_context(JSRuntime *rt) {
  JSContext *ctx = JS_NewContextRaw(rt);
  if (ctx == NULL) return NULL;
  if (JS_AddIntrinsicBaseObjects(ctx) < 0 || JS_AddIntrinsicDate(ctx) < 0 || JS_AddIntrinsicRegExp(ctx) < 0 ||
      JS_AddIntrinsicJSON(ctx) < 0 || JS_AddIntrinsicMapSet(ctx) < 0 || JS_AddIntrinsicTypedArrays(ctx) < 0 ||
      JS_AddIntrinsicPromise(ctx) < 0 || JS_AddIntrinsicWeakRef(ctx) < 0)
    return NULL;
  return ctx;
}

/* Whether an error tells of too little memory, by the words of QuickJS-ng: the second where there was none for the first. */
static bool is_out_of_memory(const char *text) {
  return text == NULL || strstr(text, "out of memory") != NULL || strstr(text, "Invalid error message") != NULL;
}

/* Reports an error that nothing caught as a result of its own. */
static int fail(JSContext *ctx, const char *name, JSValue error) {
  char message[1024];
  bool known = !JS_IsUninitialized(error) && !JS_IsNull(error);
  const char *text = known ? JS_ToCString(ctx, error) : NULL;
  if (text == NULL) JS_FreeValue(ctx, JS_GetException(ctx));
  JSValue stack = JS_IsError(error) ? JS_GetPropertyStr(ctx, error, "stack") : JS_UNDEFINED;
  const char *trace = JS_IsString(stack) ? JS_ToCString(ctx, stack) : NULL;
  if (is_out_of_memory(text)) {
    snprintf(message, sizeof message, "nic.bonding.%s: " OUT_OF_MEMORY, name);
    write_failure(message, NULL);
  } else {
    snprintf(message, sizeof message, "Unexpected error in nic.bonding.%s: %s; nothing more is known of it", name, text);
    write_failure(message, trace);
  }
  JS_FreeCString(ctx, trace);
  JS_FreeValue(ctx, stack);
  JS_FreeCString(ctx, text);
  JS_FreeValue(ctx, error);
  return 1;
}

/* Whether a module runs to its end, all of it synchronous. Where it does not, `error` is what was thrown, if anything was. */
static bool evaluate(JSContext *ctx, const char *name, JSValue *error) {
  char file[64];
  snprintf(file, sizeof file, "%s.js", name);
  JSValue module = read_module(ctx, file);
  bool done = !JS_IsException(module) && JS_ResolveModule(ctx, module) == 0;
  JSValue promise = done ? JS_EvalFunction(ctx, module) : JS_EXCEPTION;
  JSContext *owner;
  int jobs = 0;
  if (!JS_IsException(promise))
    while ((jobs = JS_ExecutePendingJob(JS_GetRuntime(ctx), &owner)) > 0) continue;
  done = jobs == 0 && JS_PromiseState(ctx, promise) == JS_PROMISE_FULFILLED;
  if (!done)
    *error = JS_PromiseState(ctx, promise) == JS_PROMISE_REJECTED ? JS_PromiseResult(ctx, promise) : JS_GetException(ctx);
  JS_FreeValue(ctx, promise);
  return done;
}

int run_module(const char *name) {
  JSRuntime *rt = JS_NewRuntime2(&engine_memory, NULL);
  if (rt == NULL) {
    write_failure(OUT_OF_MEMORY, NULL);
    return 1;
  }
  JS_SetMemoryLimit(rt, MEMORY_LIMIT);
  JS_SetGCThreshold(rt, FIRST_COLLECTION);
  JS_SetMaxStackSize(rt, stack_limit());
  JS_SetModuleLoaderFunc(rt, normalize, load, NULL);
  JSContext *ctx = new_context(rt);
  if (ctx == NULL) {
    write_failure(OUT_OF_MEMORY, NULL);
    return 1;
  }
  JSValue error = JS_UNINITIALIZED;
  return evaluate(ctx, name, &error) ? exit_status() : fail(ctx, name, error);
}
