/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */

/*
 * Allocates, grows and frees blocks of memory.c in a random order for a while, and aborts when one is not aligned, smaller than
 * asked for, not zero where it must be, shares a byte with another, or loses what was in it.
 * usage: memory SEED OPERATIONS
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "native.h"

enum { BLOCKS = 512 };

typedef struct {
  unsigned char *bytes;
  size_t size;
  unsigned char pattern;
} Held;

static Held held[BLOCKS];
static unsigned long state;

static unsigned long next(void) {
  state = state * 6364136223846793005UL + 1442695040888963407UL;
  return state >> 33;
}

/* Mostly small, of every power of two up to 1 MiB, now and then nothing. */
static size_t size_at_random(void) {
  size_t most = (size_t)1 << (next() % 10 == 0 ? next() % 21 : next() % 12);
  return next() % (most + 1);
}

static void expect(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "memory.c: %s\n", what);
  abort();
}

static void expect_intact(const Held *block, size_t size) {
  for (size_t i = 0; i < size; i++) expect(block->bytes[i] == block->pattern, "a block has lost what was in it");
}

static void fill(Held *block, unsigned char *bytes, size_t size) {
  expect(bytes != NULL, "no memory");
  expect((uintptr_t)bytes % 16 == 0, "a block is not aligned");
  expect(engine_memory.js_malloc_usable_size(bytes) >= size, "a block is too small");
  *block = (Held){bytes, engine_memory.js_malloc_usable_size(bytes), (unsigned char)next()};
  memset(bytes, block->pattern, block->size);
}

static void operate(Held *block) {
  size_t size = size_at_random();
  if (block->bytes == NULL && next() % 2 == 0) {
    fill(block, engine_memory.js_malloc(NULL, size), size);
  } else if (block->bytes == NULL) {
    unsigned char *bytes = engine_memory.js_calloc(NULL, 1, size);
    for (size_t i = 0; i < size; i++) expect(bytes[i] == 0, "what calloc gives is not zero");
    fill(block, bytes, size);
  } else if (next() % 2 == 0) {
    expect_intact(block, block->size);
    size_t kept = size < block->size ? size : block->size;
    block->bytes = engine_memory.js_realloc(NULL, block->bytes, size);
    expect_intact(block, kept);
    fill(block, block->bytes, size);
  } else {
    expect_intact(block, block->size);
    engine_memory.js_free(NULL, block->bytes);
    block->bytes = NULL;
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  state = strtoul(argv[1], NULL, 10);
  expect(engine_memory.js_calloc(NULL, SIZE_MAX / 2, 3) == NULL, "calloc of more than there is");
  expect(engine_memory.js_malloc(NULL, SIZE_MAX - 8) == NULL, "malloc of more than there is");
  for (unsigned long left = strtoul(argv[2], NULL, 10); left > 0; left--) operate(&held[next() % BLOCKS]);
  return 0;
}
