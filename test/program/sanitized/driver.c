/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */

/*
 * Runs modules one after the other in this process, each in an engine of its own, for the build that looks at every access to
 * memory. The engine's memory comes from malloc, which the sanitizer watches, and not from memory.c.
 * usage: driver LIST, which has a line for each run: MODULE file|input FILE-OF-ARGUMENTS
 *    or: driver MODULE FILE-OF-ARGUMENTS, which ends with the status of the module
 */
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "native.h"

static void *take_zeroed(void *opaque, size_t count, size_t size) {
  (void)opaque;
  return calloc(count, size);
}

static void *take(void *opaque, size_t size) {
  (void)opaque;
  return malloc(size);
}

static void give_back(void *opaque, void *bytes) {
  (void)opaque;
  free(bytes);
}

static void *resize(void *opaque, void *bytes, size_t size) {
  (void)opaque;
  return realloc(bytes, size);
}

static size_t usable(const void *bytes) {
  return malloc_usable_size((void *)bytes);
}

const JSMallocFunctions engine_memory = {take_zeroed, take, give_back, resize, usable};

/* The program leaves its engine to the end of the process; here it is released after each run (ld --wrap). */
static JSRuntime *runtime;
static JSContext *context;

JSRuntime *__real_JS_NewRuntime2(const JSMallocFunctions *functions, void *opaque);
JSRuntime *__wrap_JS_NewRuntime2(const JSMallocFunctions *functions, void *opaque);
JSContext *__real_JS_NewContextRaw(JSRuntime *rt);
JSContext *__wrap_JS_NewContextRaw(JSRuntime *rt);

JSRuntime *__wrap_JS_NewRuntime2(const JSMallocFunctions *functions, void *opaque) {
  return runtime = __real_JS_NewRuntime2(functions, opaque);
}

JSContext *__wrap_JS_NewContextRaw(JSRuntime *rt) {
  return context = __real_JS_NewContextRaw(rt);
}

static void release(void) {
  if (context != NULL) JS_FreeContext(context);
  if (runtime != NULL) JS_FreeRuntime(runtime);
  context = NULL;
  runtime = NULL;
}

static int run(const char *module, const char *how, char *file) {
  if (strcmp(how, "input") == 0) {
    int fd = open(file, O_RDONLY);
    if (fd < 0 || dup2(fd, 0) < 0) abort();
    if (fd != 0) close(fd);
    set_arguments(0, NULL);
  } else {
    set_arguments(1, &file);
  }
  int status = run_module(module);
  release();
  return status;
}

int main(int argc, char **argv) {
  char line[4096], module[64], how[16], file[4000];
  open_standard_streams();
  if (argc == 3) return run(argv[1], "file", argv[2]);
  FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (list == NULL) return 2;
  while (fgets(line, sizeof line, list) != NULL) {
    if (sscanf(line, "%63s %15s %3999s", module, how, file) != 3) return 2;
    run(module, how, file);
  }
  fclose(list);
  return 0;
}
