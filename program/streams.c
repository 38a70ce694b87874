/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include "native.h"

bool close_on_exec(int fd) {
  int flags = fcntl(fd, F_GETFD);
  return flags >= 0 && fcntl(fd, F_SETFD, flags | FD_CLOEXEC) == 0;
}

bool set_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

bool make_pipe(int ends[2]) {
  if (pipe(ends) < 0) return false;
  if (close_on_exec(ends[0]) && close_on_exec(ends[1])) return true;
  int number = errno;
  close(ends[0]);
  close(ends[1]);
  errno = number;
  return false;
}

int open_nothing(int flags) {
  int fd = open("/dev/null", flags | O_CLOEXEC);
  if (fd >= 0) return fd;
  int ends[2];
  if (!make_pipe(ends)) return -1;
  int kept = flags == O_RDONLY ? 0 : 1;
  close(ends[1 - kept]);
  return ends[kept];
}

void open_standard_streams(void) {
  for (int fd = 0; fd <= 2; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    int opened = open_nothing(fd == 0 ? O_RDONLY : O_WRONLY);
    if (opened < 0) _exit(1);
    if (opened != fd) {
      dup2(opened, fd);
      close(opened);
    } else {
      fcntl(fd, F_SETFD, 0);
    }
  }
}

bool write_all(int fd, const void *bytes, size_t size) {
  for (size_t written = 0; written < size;) {
    ssize_t count = write(fd, (const char *)bytes + written, size - written);
    if (count >= 0) {
      written += (size_t)count;
    } else if (errno == EAGAIN) {
      struct pollfd ready = {.fd = fd, .events = POLLOUT};
      poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}
