/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>
#include "native.h"

enum {
  HEADER = 8,
  /* What the payload holds is what an answer is known by, whatever identifier a socket without privilege gets. */
  TOKEN = 16,
  PACKET = HEADER + TOKEN,
  SEQUENCE = 1,
};

typedef struct {
  int fd;
  bool raw;
  bool six;
  uint16_t id;
  uint8_t packet[PACKET];
} Echo;

/* RFC 1071; for IPv6 the kernel makes it. */
static uint16_t checksum(const uint8_t *bytes, size_t size) {
  uint32_t sum = 0;
  for (size_t i = 0; i + 1 < size; i += 2) sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  return (uint16_t)~sum;
}

static void put16(uint8_t *bytes, uint16_t number) {
  bytes[0] = (uint8_t)(number >> 8);
  bytes[1] = (uint8_t)number;
}

static uint16_t get16(const uint8_t *bytes) {
  return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* A raw socket where this process may have one, else a ping socket (net.ipv4.ping_group_range). Returns 0 or an errno. */
static int open_socket(Echo *echo, const HostAddress *address) {
  int family = address->address.any.sa_family;
  echo->six = family == AF_INET6;
  int protocol = echo->six ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
  echo->raw = true;
  echo->fd = socket(family, SOCK_RAW, protocol);
  if (echo->fd < 0 && (errno == EPERM || errno == EACCES)) {
    echo->raw = false;
    echo->fd = socket(family, SOCK_DGRAM, protocol);
  }
  if (echo->fd < 0) return errno == EPROTONOSUPPORT || errno == ESOCKTNOSUPPORT ? EPERM : errno;
  if (!close_on_exec(echo->fd) || !set_nonblocking(echo->fd)) return errno;
  /* Only what comes from this address is read. */
  return connect(echo->fd, &address->address.any, address->size) < 0 ? errno : 0;
}

static bool make_packet(Echo *echo) {
  uint8_t id[2];
  memset(echo->packet, 0, sizeof echo->packet);
  if (!random_fill(echo->packet + HEADER, TOKEN) || !random_fill(id, sizeof id)) return false;
  echo->id = get16(id);
  echo->packet[0] = echo->six ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
  put16(echo->packet + 4, echo->id);
  put16(echo->packet + 6, SEQUENCE);
  if (!echo->six) put16(echo->packet + 2, checksum(echo->packet, sizeof echo->packet));
  return true;
}

/* Whether bytes that a socket gave are the reply. A raw socket for IPv4 gives the IP header too. */
static bool is_reply(const Echo *echo, const uint8_t *bytes, size_t size) {
  size_t header = echo->raw && !echo->six && size > 0 ? (size_t)(bytes[0] & 15) * 4 : 0;
  if (size < header + PACKET) return false;
  bytes += header;
  if (bytes[0] != (echo->six ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY) || bytes[1] != 0) return false;
  if (echo->raw && get16(bytes + 4) != echo->id) return false;
  return get16(bytes + 6) == SEQUENCE && memcmp(bytes + HEADER, echo->packet + HEADER, TOKEN) == 0;
}

/* Sends the request and waits for the reply. Returns 0 or an errno. */
static int exchange(Echo *echo, double deadline) {
  if (!make_packet(echo)) return errno;
  if (send(echo->fd, echo->packet, sizeof echo->packet, 0) < 0) return errno;
  for (;;) {
    uint8_t bytes[2048];
    int failure = wait_ready(echo->fd, POLLIN, deadline);
    if (failure != 0) return failure;
    ssize_t count = recv(echo->fd, bytes, sizeof bytes, 0);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return errno;
    if (count > 0 && is_reply(echo, bytes, (size_t)count)) return 0;
  }
}

/* icmpEcho(host, timeout) */
NATIVE(native_icmp_echo) {
  (void)self, (void)argc;
  int64_t timeout;
  if (!take_int64(ctx, argv[1], &timeout)) return JS_EXCEPTION;
  char *host = path_of_text(ctx, argv[0], "getaddrinfo");
  if (host == NULL) return JS_EXCEPTION;
  const char *error = NULL;
  HostAddress addresses[MOST_ADDRESSES];
  double deadline = monotonic_ms() + (double)timeout;
  size_t count = resolve_host(host, (double)timeout, addresses, &error);
  js_free(ctx, host);
  if (count == 0) return new_answer(ctx, 0, error);
  Echo echo = {.fd = -1};
  double begin = monotonic_ms();
  int failure = open_socket(&echo, &addresses[0]);
  if (failure == 0) failure = exchange(&echo, deadline);
  if (echo.fd >= 0) close(echo.fd);
  return new_answer(ctx, monotonic_ms() - begin, failure == 0 ? NULL : errno_name(failure));
}
