/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "native.h"

/* getrandom(2), since Linux 3.17. */
static bool from_getrandom(uint8_t *bytes, size_t size) {
  for (size_t filled = 0; filled < size;) {
    ssize_t count = getrandom(bytes + filled, size - filled, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    filled += (size_t)count;
  }
  return true;
}

/* Reads a whole number of bytes. */
static bool read_exactly(int fd, uint8_t *bytes, size_t size) {
  for (size_t filled = 0; filled < size;) {
    ssize_t count = read(fd, bytes + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    filled += (size_t)count;
  }
  return true;
}

/* /dev/urandom, only where it is a device: in a chroot it may be a file that somebody put there. */
static bool from_device(uint8_t *bytes, size_t size) {
  int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return false;
  struct stat status;
  bool filled = fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) && read_exactly(fd, bytes, size);
  close(fd);
  return filled;
}

/* 122 random bits as text from /proc, only where it is the kernel's: a file of it has no size. */
static bool uuid_from_proc(uint8_t uuid[36]) {
  int fd = open("/proc/sys/kernel/random/uuid", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return false;
  struct stat status;
  bool filled = fstat(fd, &status) == 0 && status.st_size == 0 && read_exactly(fd, uuid, 36);
  close(fd);
  return filled;
}

/* The same by _sysctl(2), which kernels before 5.5 have on some architectures. */
static bool uuid_from_sysctl(uint8_t uuid[36]) {
#ifdef SYS__sysctl
  int name[] = {1 /* CTL_KERN */, 40 /* KERN_RANDOM */, 6 /* RANDOM_UUID */};
  size_t size = 16;
  struct {
    int *name;
    int count;
    void *old;
    size_t *old_size;
    void *new;
    size_t new_size;
    unsigned long unused[4];
  } args = {name, COUNT(name), uuid, &size, NULL, 0, {0}};
  memset(uuid, 0, 36);
  return syscall(SYS__sysctl, &args) == 0 && size == 16;
#else
  (void)uuid;
  return false;
#endif
}

/* Bytes from the kernel's random UUIDs: each 32 are the hash of two, 244 random bits. */
static bool from_uuids(uint8_t *bytes, size_t size) {
  for (size_t filled = 0; filled < size; filled += 32) {
    uint8_t uuids[72], digest[32];
    for (size_t i = 0; i < sizeof uuids; i += 36)
      if (!uuid_from_proc(uuids + i) && !uuid_from_sysctl(uuids + i)) return false;
    sha256(uuids, sizeof uuids, digest);
    memcpy(bytes + filled, digest, size - filled < 32 ? size - filled : 32);
  }
  return true;
}

bool random_fill(uint8_t *bytes, size_t size) {
  if (from_getrandom(bytes, size) || from_device(bytes, size) || from_uuids(bytes, size)) return true;
  errno = ENOSYS;
  return false;
}

/* random(count) */
NATIVE(native_random) {
  (void)self, (void)argc;
  int64_t count;
  if (!take_int64(ctx, argv[0], &count)) return JS_EXCEPTION;
  if (count < 0 || count > 65536) return JS_ThrowRangeError(ctx, "0 to 65536 random bytes");
  uint8_t *bytes = js_malloc(ctx, (size_t)count + 1);
  if (bytes == NULL) return JS_EXCEPTION;
  JSValue array = random_fill(bytes, (size_t)count) ? JS_NewUint8ArrayCopy(ctx, bytes, (size_t)count)
                                                    : throw_errno(ctx, errno, "getrandom", NULL, NULL);
  js_free(ctx, bytes);
  return array;
}
