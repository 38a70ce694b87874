/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>
#include "native.h"

static void set_port(HostAddress *address, uint16_t port) {
  if (address->address.any.sa_family == AF_INET6)
    ((struct sockaddr_in6 *)&address->address.storage)->sin6_port = htons(port);
  else
    ((struct sockaddr_in *)&address->address.storage)->sin_port = htons(port);
}

/* Waits for a connection that has begun. Returns 0 or an errno. */
static int finish_connection(int fd, double deadline) {
  int failure = wait_ready(fd, POLLOUT, deadline);
  if (failure != 0) return failure;
  socklen_t size = sizeof failure;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) < 0) return errno;
  return failure;
}

/* Connects to one address and closes the connection. Returns 0 or an errno. */
static int try_address(const HostAddress *address, double deadline) {
  int fd = socket(address->address.any.sa_family, SOCK_STREAM, IPPROTO_TCP);
  if (fd < 0) return errno;
  int failure = 0;
  if (!close_on_exec(fd) || !set_nonblocking(fd) || connect(fd, &address->address.any, address->size) < 0) failure = errno;
  if (failure == EINPROGRESS || failure == EINTR) failure = finish_connection(fd, deadline);
  close(fd);
  return failure;
}

/* tcpConnect(host, port, timeout): the addresses in turn, each with an equal part of the time that is left. */
NATIVE(native_tcp_connect) {
  (void)self, (void)argc;
  int port;
  int64_t timeout;
  if (!take_int(ctx, argv[1], &port) || !take_int64(ctx, argv[2], &timeout)) return JS_EXCEPTION;
  if (port < 1 || port > 65535) return JS_ThrowRangeError(ctx, "a port is 1 to 65535");
  char *host = path_of_text(ctx, argv[0], "getaddrinfo");
  if (host == NULL) return JS_EXCEPTION;
  const char *error = NULL;
  HostAddress addresses[MOST_ADDRESSES];
  double deadline = monotonic_ms() + (double)timeout, begin = 0;
  size_t count = resolve_host(host, (double)timeout, addresses, &error);
  js_free(ctx, host);
  for (size_t i = 0; i < count; i++) {
    set_port(&addresses[i], (uint16_t)port);
    begin = monotonic_ms();
    int failure = try_address(&addresses[i], begin + (deadline - begin) / (double)(count - i));
    error = failure == 0 ? NULL : errno_name(failure);
    if (failure == 0) break;
  }
  return new_answer(ctx, monotonic_ms() - begin, error);
}
