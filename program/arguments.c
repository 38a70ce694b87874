/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <time.h>
#include "native.h"

bool take_int(JSContext *ctx, JSValueConst value, int *number) {
  int64_t wide;
  if (!take_int64(ctx, value, &wide)) return false;
  if (wide < INT32_MIN || wide > UINT32_MAX) {
    JS_ThrowRangeError(ctx, "a number of more than 32 bits");
    return false;
  }
  *number = (int)(uint32_t)wide;
  return true;
}

bool take_int64(JSContext *ctx, JSValueConst value, int64_t *number) {
  if (!JS_IsNumber(value)) {
    JS_ThrowTypeError(ctx, "a number is wanted");
    return false;
  }
  return JS_ToInt64(ctx, number, value) == 0;
}

uint8_t *take_range(JSContext *ctx, JSValueConst array, JSValueConst at, JSValueConst length, size_t *size) {
  static uint8_t nothing;
  int64_t start, count;
  size_t whole;
  uint8_t *bytes = JS_GetUint8Array(ctx, &whole, array);
  if (bytes == NULL && JS_HasException(ctx)) return NULL;
  if (!take_int64(ctx, at, &start) || !take_int64(ctx, length, &count)) return NULL;
  if (start < 0 || count < 0 || (uint64_t)start > whole || (uint64_t)count > whole - (uint64_t)start) {
    JS_ThrowRangeError(ctx, "a range outside of the bytes");
    return NULL;
  }
  *size = (size_t)count;
  return bytes == NULL ? &nothing : bytes + start;
}

JSValue new_object(JSContext *ctx, size_t count, const char *const *names, const JSValue *values) {
  JSValue object = JS_NewObject(ctx);
  bool failed = JS_IsException(object);
  for (size_t i = 0; i < count; i++) {
    if (failed || JS_IsException(values[i])) {
      failed = true;
      JS_FreeValue(ctx, values[i]);
    } else if (JS_DefinePropertyValueStr(ctx, object, names[i], values[i], JS_PROP_C_W_E) < 0) {
      failed = true;
    }
  }
  if (!failed) return object;
  JS_FreeValue(ctx, object);
  return JS_EXCEPTION;
}

double monotonic_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}
