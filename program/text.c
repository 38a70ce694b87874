/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <errno.h>
#include <string.h>
#include "native.h"

/* How many of the bytes at the front are ASCII. */
static size_t ascii_prefix(const uint8_t *bytes, size_t size) {
  size_t at = 0;
  for (uint64_t word; size - at >= sizeof word; at += sizeof word) {
    memcpy(&word, bytes + at, sizeof word);
    if ((word & UINT64_C(0x8080808080808080)) != 0) break;
  }
  while (at < size && bytes[at] < 0x80) at++;
  return at;
}

/*
 * The length of the well-formed UTF-8 sequence that the bytes begin with (Unicode, table 3-7), 0 where there is none, and its
 * code point.
 */
static size_t sequence_length(const uint8_t *bytes, size_t size, uint32_t *code_point) {
  uint8_t first = bytes[0];
  if (first < 0x80) {
    *code_point = first;
    return 1;
  }
  size_t length = first >= 0xC2 && first <= 0xDF ? 2 : (first & 0xF0) == 0xE0 ? 3 : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
  if (length == 0 || size < length) return 0;
  uint32_t value = first & (0x7Fu >> length);
  for (size_t i = 1; i < length; i++) {
    if ((bytes[i] & 0xC0) != 0x80) return 0;
    value = value << 6 | (bytes[i] & 0x3Fu);
  }
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
  *code_point = value;
  return length;
}

/* Whether the bytes are UTF-8 throughout. */
static bool is_utf8(const uint8_t *bytes, size_t size) {
  uint32_t code_point;
  for (size_t at = ascii_prefix(bytes, size); at < size;) {
    size_t length = sequence_length(bytes + at, size - at, &code_point);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

/* The text of bytes that are not UTF-8 throughout. */
static JSValue escaped_text(JSContext *ctx, const uint8_t *bytes, size_t size) {
  uint16_t *units = js_malloc(ctx, size * sizeof *units);
  if (units == NULL) return JS_EXCEPTION;
  size_t count = 0;
  for (size_t at = 0; at < size;) {
    uint32_t code_point = 0;
    size_t length = sequence_length(bytes + at, size - at, &code_point);
    if (length == 0) {
      units[count++] = (uint16_t)(0xDC00 + bytes[at]);
      at++;
      continue;
    }
    at += length;
    if (code_point < 0x10000) {
      units[count++] = (uint16_t)code_point;
    } else {
      units[count++] = (uint16_t)(0xD7C0 + (code_point >> 10));
      units[count++] = (uint16_t)(0xDC00 + (code_point & 0x3FF));
    }
  }
  JSValue text = JS_NewStringUTF16(ctx, units, count);
  js_free(ctx, units);
  return text;
}

JSValue text_of_bytes(JSContext *ctx, const uint8_t *bytes, size_t size) {
  if (size == 0) return JS_NewStringLen(ctx, "", 0);
  if (is_utf8(bytes, size)) return JS_NewStringLen(ctx, (const char *)bytes, size);
  return escaped_text(ctx, bytes, size);
}

/*
 * Copies what JS_ToCStringLen gives, in which a lone surrogate is three bytes, and puts the bytes that the surrogates stand
 * for in their place. Returns the size, or SIZE_MAX for one that stands for none.
 */
static size_t unescape(const uint8_t *from, size_t size, uint8_t *to) {
  size_t written = 0;
  for (size_t at = 0; at < size;) {
    if (from[at] != 0xED || size - at < 3 || from[at + 1] < 0xA0) {
      to[written++] = from[at++];
      continue;
    }
    uint32_t unit = 0xD000u | (from[at + 1] & 0x3Fu) << 6 | (from[at + 2] & 0x3Fu);
    if (unit < 0xDC80 || unit > 0xDCFF) return SIZE_MAX;
    to[written++] = (uint8_t)(unit - 0xDC00);
    at += 3;
  }
  return written;
}

uint8_t *bytes_of_text(JSContext *ctx, JSValueConst text, size_t *size) {
  size_t length;
  const char *chars = JS_ToCStringLen(ctx, &length, text);
  if (chars == NULL) return NULL;
  uint8_t *bytes = js_malloc(ctx, length + 1);
  if (bytes != NULL) {
    *size = unescape((const uint8_t *)chars, length, bytes);
    if (*size == SIZE_MAX) {
      js_free(ctx, bytes);
      bytes = NULL;
      JS_ThrowRangeError(ctx, "a lone surrogate that stands for no byte");
    } else {
      bytes[*size] = 0;
    }
  }
  JS_FreeCString(ctx, chars);
  return bytes;
}

char *path_of_text(JSContext *ctx, JSValueConst text, const char *syscall) {
  size_t size;
  char *path = (char *)bytes_of_text(ctx, text, &size);
  if (path == NULL || memchr(path, 0, size) == NULL) return path;
  throw_errno(ctx, EINVAL, syscall, path, NULL);
  js_free(ctx, path);
  return NULL;
}

/* decode(bytes) */
NATIVE(native_decode) {
  (void)self, (void)argc;
  size_t size;
  const uint8_t *bytes = JS_GetUint8Array(ctx, &size, argv[0]);
  if (bytes == NULL && size == 0 && JS_HasException(ctx)) return JS_EXCEPTION;
  return text_of_bytes(ctx, bytes, size);
}

/* encode(text) */
NATIVE(native_encode) {
  (void)self, (void)argc;
  size_t size;
  uint8_t *bytes = bytes_of_text(ctx, argv[0], &size);
  if (bytes == NULL) return JS_EXCEPTION;
  JSValue array = JS_NewUint8ArrayCopy(ctx, bytes, size);
  js_free(ctx, bytes);
  return array;
}
