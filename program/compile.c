/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */

/*
 * Makes bytecode of ES modules: `compile FOLDER NAME...` writes FOLDER/NAME.bin of each FOLDER/NAME. A part of the build,
 * not of the program. The bytecode has the byte order of the machine that this runs on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "quickjs.h"

static _Noreturn void stop(const char *what, const char *name) {
  fprintf(stderr, "compile: %s: %s\n", name, what);
  exit(1);
}

/* The whole text of a file, followed by a NUL. */
static char *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) stop("cannot be read", path);
  long length = ftell(file);
  rewind(file);
  char *text = length < 0 ? NULL : calloc(1, (size_t)length + 1);
  if (text == NULL || fread(text, 1, (size_t)length, file) != (size_t)length) stop("cannot be read", path);
  fclose(file);
  *size = (size_t)length;
  return text;
}

static void write_file(const char *path, const uint8_t *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) stop("cannot be written", path);
}

static void compile(JSContext *ctx, const char *folder, const char *name, int flags) {
  char path[4096];
  size_t size, compiled_size;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  char *text = read_file(path, &size);
  JSValue module = JS_Eval(ctx, text, size, name, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
  if (JS_IsException(module)) stop(JS_ToCString(ctx, JS_GetException(ctx)), name);
  uint8_t *compiled = JS_WriteObject(ctx, &compiled_size, module, flags);
  if (compiled == NULL) stop(JS_ToCString(ctx, JS_GetException(ctx)), name);
  snprintf(path, sizeof path, "%s/%s.bin", folder, name);
  write_file(path, compiled, compiled_size);
  free(text);
}

/* What a module imports is not compiled with it: an empty module stands for it. */
static int no_exports(JSContext *ctx, JSModuleDef *module) {
  (void)ctx, (void)module;
  return 0;
}

static JSModuleDef *load_nothing(JSContext *ctx, const char *name, void *opaque) {
  (void)opaque;
  return JS_NewCModule(ctx, name, no_exports);
}

static char *same_name(JSContext *ctx, const char *base, const char *name, void *opaque) {
  (void)base, (void)opaque;
  return js_strdup(ctx, name);
}

int main(int argc, char **argv) {
  if (argc < 3) stop("usage: compile FOLDER NAME...", "arguments");
  int flags = JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE;
  for (int i = 2; i < argc; i++) {
    JSRuntime *rt = JS_NewRuntime();
    JSContext *ctx = rt == NULL ? NULL : JS_NewContext(rt);
    if (ctx == NULL) stop("out of memory", argv[i]);
    JS_SetModuleLoaderFunc(rt, same_name, load_nothing, NULL);
    compile(ctx, argv[1], argv[i], flags);
  }
  return 0;
}
