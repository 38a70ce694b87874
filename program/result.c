/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <stdio.h>
#include <string.h>
#include "native.h"

/* What is written goes through a buffer of fixed size: this also runs when there is no memory left. */
typedef struct {
  char bytes[4096];
  size_t size;
} Output;

static void flush(Output *output) {
  write_all(1, output->bytes, output->size);
  output->size = 0;
}

static void put(Output *output, const char *text) {
  size_t size = strlen(text);
  for (size_t at = 0; at < size; at++) {
    if (output->size == sizeof output->bytes) flush(output);
    output->bytes[output->size++] = text[at];
  }
}

/* One UTF-16 unit as JSON wants it within a string. */
static void put_unit(Output *output, uint32_t unit) {
  char text[8] = {(char)unit, 0};
  if (unit < 0x20 || unit > 0x7E)
    snprintf(text, sizeof text, "\\u%04x", (unsigned)unit & 0xFFFF);
  else if (unit == '"' || unit == '\\')
    snprintf(text, sizeof text, "\\%c", (int)unit);
  put(output, text);
}

/* UTF-8 as a JSON string in ASCII; a byte that is none becomes U+FFFD. */
static void put_string(Output *output, const char *text) {
  put(output, "\"");
  for (const uint8_t *at = (const uint8_t *)text; *at != 0;) {
    size_t length = *at < 0x80 ? 1 : *at >= 0xC2 && *at < 0xE0 ? 2 : *at >= 0xE0 && *at < 0xF0 ? 3 : *at >= 0xF0 && *at < 0xF5 ? 4 : 0;
    uint32_t code_point = length == 0 ? 0xFFFD : length == 1 ? *at : *at & (0x7Fu >> length);
    size_t read = 1;
    while (read < length && (at[read] & 0xC0) == 0x80) code_point = code_point << 6 | (at[read++] & 0x3Fu);
    at += read;
    if (read < length || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) code_point = 0xFFFD;
    if (code_point >= 0x10000) put_unit(output, 0xD7C0 + (code_point >> 10));
    put_unit(output, code_point < 0x10000 ? code_point : 0xDC00 + (code_point & 0x3FF));
  }
  put(output, "\"");
}

void write_failure(const char *message, const char *exception) {
  /* Not on the stack, of which there may be too little. */
  static Output output;
  put(&output, "{\"changed\":false,\"failed\":true,\"msg\":");
  put_string(&output, message);
  if (exception != NULL) {
    put(&output, ",\"exception\":");
    put_string(&output, exception);
  }
  put(&output, "}\n");
  flush(&output);
}
