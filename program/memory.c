/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "native.h"

/*
 * The engine divides arenas of 4 KiB into small blocks itself and asks for those arenas and for what is larger than 512 bytes.
 * Here that comes from chunks, by classes of size, four to each power of two, with a list of free blocks each; the process is
 * short, so chunks are never given back. A large block is a mapping of its own, which grows without being copied.
 */
enum {
  SMALLEST = 64,
  /* The largest of the classes; what is larger is a mapping of its own. */
  LARGEST = 64 * 1024,
  CHUNK = 512 * 1024,
  CLASSES = 48,
};

/* In front of each block; its size keeps the blocks aligned to 16 bytes. */
typedef struct Block {
  /* What the block can hold. */
  size_t size;
  /* The next free one of the class. */
  struct Block *next;
} Block;

static Block *free_blocks[CLASSES];
static char *chunk_at;
static char *chunk_end;

/* The class of the smallest blocks that hold `size`, and what they hold. */
static size_t class_of(size_t size, size_t *holds) {
  size_t class = 0, power = SMALLEST;
  while (size > power * 2) {
    power *= 2;
    class += 4;
  }
  for (size_t step = 0; step < 4; step++)
    if (size <= power + power / 4 * step) {
      *holds = power + power / 4 * step;
      return class + step;
    }
  *holds = power * 2;
  return class + 4;
}

static void *map(size_t size, int flags) {
  void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
  return bytes == MAP_FAILED ? NULL : bytes;
}

/* The length of the mapping for a large block. */
static size_t mapping_size(size_t size) {
  return (size + sizeof(Block) + 65535) & ~(size_t)65535;
}

static Block *new_large(size_t size) {
  size_t whole = mapping_size(size);
  Block *block = whole < size ? NULL : map(whole, 0);
  if (block != NULL) block->size = whole - sizeof(Block);
  return block;
}

/* Memory of the chunks is zero until it is used for the first time; `fresh` tells. */
static Block *new_small(size_t size, bool *fresh) {
  size_t holds, class = class_of(size, &holds);
  Block *block = free_blocks[class];
  *fresh = block == NULL;
  if (block != NULL) {
    free_blocks[class] = block->next;
    return block;
  }
  if ((size_t)(chunk_end - chunk_at) < holds + sizeof(Block)) {
    /* All pages at once: a fault for each costs more than the few that stay unused. */
    char *chunk = map(CHUNK, MAP_POPULATE);
    if (chunk == NULL) return NULL;
    chunk_at = chunk;
    chunk_end = chunk + CHUNK;
  }
  block = (Block *)(void *)chunk_at;
  chunk_at += holds + sizeof(Block);
  block->size = holds;
  return block;
}

static Block *new_block(size_t size, bool *fresh) {
  *fresh = true;
  return size > LARGEST ? new_large(size) : new_small(size, fresh);
}

static void *memory_malloc(void *opaque, size_t size) {
  (void)opaque;
  bool fresh;
  Block *block = new_block(size, &fresh);
  return block == NULL ? NULL : block + 1;
}

static void *memory_calloc(void *opaque, size_t count, size_t size) {
  (void)opaque;
  bool fresh;
  if (size != 0 && count > SIZE_MAX / size) return NULL;
  Block *block = new_block(count * size, &fresh);
  if (block == NULL) return NULL;
  return fresh ? block + 1 : memset(block + 1, 0, count * size);
}

static void memory_free(void *opaque, void *bytes) {
  (void)opaque;
  if (bytes == NULL) return;
  Block *block = (Block *)bytes - 1;
  if (block->size > LARGEST) {
    munmap(block, block->size + sizeof(Block));
    return;
  }
  size_t holds, class = class_of(block->size, &holds);
  block->next = free_blocks[class];
  free_blocks[class] = block;
}

static void *memory_realloc(void *opaque, void *bytes, size_t size) {
  if (bytes == NULL) return memory_malloc(opaque, size);
  Block *block = (Block *)bytes - 1;
  if (size <= block->size) return bytes;
  if (block->size > LARGEST && size < SIZE_MAX / 2) {
    size_t whole = mapping_size(size);
    block = mremap(block, block->size + sizeof(Block), whole, MREMAP_MAYMOVE);
    if (block == MAP_FAILED) return NULL;
    block->size = whole - sizeof(Block);
    return block + 1;
  }
  void *larger = memory_malloc(opaque, size);
  if (larger == NULL) return NULL;
  memcpy(larger, bytes, block->size);
  memory_free(opaque, bytes);
  return larger;
}

static size_t memory_usable_size(const void *bytes) {
  return bytes == NULL ? 0 : ((const Block *)bytes - 1)->size;
}

const JSMallocFunctions engine_memory = {
  memory_calloc, memory_malloc, memory_free, memory_realloc, memory_usable_size,
};
