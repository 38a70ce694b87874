/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "native.h"

/* What the child that looks a name up hands over. */
typedef struct {
  int failure;
  size_t count;
  HostAddress addresses[MOST_ADDRESSES];
} Lookup;

static int errno_of(int failure) {
  switch (failure) {
    case EAI_AGAIN:
      return ETIMEDOUT;
    case EAI_MEMORY:
      return ENOMEM;
    case EAI_SYSTEM:
      return errno;
    default:
      return ENOENT;
  }
}

/* Looks a host up, by address only where `flags` are AI_NUMERICHOST. */
static void look_up(const char *host, int flags, Lookup *lookup) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = flags}, *list = NULL;
  memset(lookup, 0, sizeof *lookup);
  int failure = getaddrinfo(host, NULL, &hints, &list);
  if (failure != 0) {
    lookup->failure = errno_of(failure);
    return;
  }
  for (const struct addrinfo *entry = list; entry != NULL && lookup->count < MOST_ADDRESSES; entry = entry->ai_next) {
    if (entry->ai_addrlen > sizeof(struct sockaddr_storage)) continue;
    HostAddress *address = &lookup->addresses[lookup->count++];
    memcpy(&address->address, entry->ai_addr, entry->ai_addrlen);
    address->size = entry->ai_addrlen;
  }
  freeaddrinfo(list);
  if (lookup->count == 0) lookup->failure = ENOENT;
}

int wait_ready(int fd, short events, double deadline) {
  for (;;) {
    double left = deadline - monotonic_ms();
    if (left <= 0) return ETIMEDOUT;
    struct pollfd ready = {.fd = fd, .events = events};
    int count = poll(&ready, 1, left > 1e9 ? 1000000000 : (int)left + 1);
    if (count > 0) return 0;
    if (count < 0 && errno != EINTR) return errno;
  }
}

/* Reads what the child hands over; an errno. */
static int receive(int fd, double deadline, Lookup *lookup) {
  for (size_t got = 0; got < sizeof *lookup;) {
    int failure = wait_ready(fd, POLLIN, deadline);
    if (failure != 0) return failure;
    ssize_t count = read(fd, (char *)lookup + got, sizeof *lookup - got);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return EIO;
    got += (size_t)count;
  }
  return lookup->failure;
}

/* The C library's lookup has no time limit of ours, so that a child makes it, which is ended when its time is over. */
static void look_up_in_child(const char *host, double timeout, Lookup *lookup) {
  double deadline = monotonic_ms() + timeout;
  int ends[2];
  if (!make_pipe(ends)) {
    lookup->failure = errno;
    return;
  }
  pid_t pid = fork();
  if (pid == 0) {
    look_up(host, 0, lookup);
    write_all(ends[1], lookup, sizeof *lookup);
    _exit(0);
  }
  int failure = pid < 0 ? errno : 0;
  close(ends[1]);
  if (pid > 0) {
    failure = receive(ends[0], deadline, lookup);
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
  }
  close(ends[0]);
  lookup->failure = failure;
}

size_t resolve_host(const char *host, double timeout, HostAddress addresses[MOST_ADDRESSES], const char **error) {
  Lookup lookup;
  look_up(host, AI_NUMERICHOST, &lookup);
  if (lookup.failure != 0) look_up_in_child(host, timeout, &lookup);
  if (lookup.failure != 0) {
    *error = errno_name(lookup.failure);
    return 0;
  }
  memcpy(addresses, lookup.addresses, lookup.count * sizeof addresses[0]);
  return lookup.count;
}

JSValue new_answer(JSContext *ctx, double milliseconds, const char *error) {
  const char *const names[] = {error == NULL ? "milliseconds" : "error"};
  const JSValue values[] = {error == NULL ? JS_NewFloat64(ctx, milliseconds) : JS_NewString(ctx, error)};
  return new_object(ctx, 1, names, values);
}
