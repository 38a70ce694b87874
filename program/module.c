/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "native.h"

#define FUNCTION(name, length, function) JS_CFUNC_DEF(name, length, function)
#define FLAG(name) JS_PROP_INT32_DEF(#name, name, JS_PROP_ENUMERABLE)

/* The flags of open(2), whose numbers differ from one architecture to another. */
static const JSCFunctionListEntry flags[] = {
  FLAG(O_RDONLY), FLAG(O_WRONLY),   FLAG(O_RDWR),     FLAG(O_CREAT),     FLAG(O_EXCL),
  FLAG(O_TRUNC),  FLAG(O_NOFOLLOW), FLAG(O_NONBLOCK), FLAG(O_DIRECTORY),
};

static const JSCFunctionListEntry exports[] = {
  FUNCTION("decode", 1, native_decode),
  FUNCTION("encode", 1, native_encode),
  FUNCTION("sha256", 1, native_sha256),
  FUNCTION("random", 1, native_random),
  FUNCTION("open", 3, native_open),
  FUNCTION("close", 1, native_close),
  FUNCTION("read", 5, native_read),
  FUNCTION("write", 4, native_write),
  FUNCTION("fstat", 1, native_fstat),
  FUNCTION("fsync", 1, native_fsync),
  FUNCTION("fchmod", 2, native_fchmod),
  FUNCTION("fchown", 3, native_fchown),
  FUNCTION("ftruncate", 2, native_ftruncate),
  FUNCTION("stat", 1, native_stat),
  FUNCTION("lstat", 1, native_lstat),
  FUNCTION("chmod", 2, native_chmod),
  FUNCTION("mkdir", 2, native_mkdir),
  FUNCTION("rmdir", 1, native_rmdir),
  FUNCTION("unlink", 1, native_unlink),
  FUNCTION("rename", 2, native_rename),
  FUNCTION("link", 2, native_link),
  FUNCTION("symlink", 2, native_symlink),
  FUNCTION("readlink", 1, native_readlink),
  FUNCTION("readdir", 1, native_readdir),
  FUNCTION("realpath", 1, native_realpath),
  FUNCTION("access", 2, native_access),
  FUNCTION("statvfs", 1, native_statvfs),
  FUNCTION("isTerminal", 1, native_is_terminal),
  FUNCTION("homeFolder", 0, native_home_folder),
  FUNCTION("setExitStatus", 1, native_set_exit_status),
  FUNCTION("ignoreHangUp", 0, native_ignore_hang_up),
  FUNCTION("kill", 2, native_kill),
  FUNCTION("run", 2, native_run),
  FUNCTION("start", 2, native_start),
  FUNCTION("limit", 1, native_limit),
  FUNCTION("setLimit", 2, native_set_limit),
  FUNCTION("monotonic", 0, native_monotonic),
  FUNCTION("sleep", 1, native_sleep),
  FUNCTION("deviceAddresses", 0, native_device_addresses),
  FUNCTION("tcpConnect", 3, native_tcp_connect),
  FUNCTION("icmpEcho", 2, native_icmp_echo),
  JS_OBJECT_DEF("constants", flags, COUNT(flags), JS_PROP_C_W_E),
};

/* What is known only at run time. */
static const char *const values[] = {"args", "env", "pid", "ppid", "euid", "byteOrder"};

static int argument_count;
static char **argument_words;

void set_arguments(int count, char **words) {
  argument_count = count;
  argument_words = words;
}

static JSValue argument_array(JSContext *ctx) {
  JSValue array = JS_NewArray(ctx);
  for (int i = 0; i < argument_count && !JS_IsException(array); i++) {
    JSValue word = text_of_bytes(ctx, (const uint8_t *)argument_words[i], strlen(argument_words[i]));
    if (!JS_IsException(word) && JS_DefinePropertyValueUint32(ctx, array, (uint32_t)i, word, JS_PROP_C_W_E) >= 0) continue;
    JS_FreeValue(ctx, array);
    array = JS_EXCEPTION;
  }
  return array;
}

static int set_exports(JSContext *ctx, JSModuleDef *module) {
  const uint16_t one = 1;
  bool little = *(const uint8_t *)&one == 1;
  const JSValue known[] = {
    argument_array(ctx),           environment_object(ctx),
    JS_NewInt32(ctx, getpid()),    JS_NewInt32(ctx, getppid()),
    JS_NewInt64(ctx, geteuid()),   JS_NewString(ctx, little ? "LE" : "BE"),
  };
  for (size_t i = 0; i < COUNT(values); i++)
    if (JS_IsException(known[i]) || JS_SetModuleExport(ctx, module, values[i], known[i]) < 0) return -1;
  return JS_SetModuleExportList(ctx, module, exports, COUNT(exports));
}

JSModuleDef *new_native_module(JSContext *ctx) {
  JSModuleDef *module = JS_NewCModule(ctx, "native", set_exports);
  if (module == NULL || JS_AddModuleExportList(ctx, module, exports, COUNT(exports)) < 0) return NULL;
  for (size_t i = 0; i < COUNT(values); i++)
    if (JS_AddModuleExport(ctx, module, values[i]) < 0) return NULL;
  return module;
}
