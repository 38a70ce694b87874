/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include "native.h"

/* Where in a socket address the address is, and its size; NULL for a family without. */
static const uint8_t *address_bytes(const struct sockaddr *address, size_t *size) {
  if (address == NULL) return NULL;
  if (address->sa_family == AF_INET) {
    *size = 4;
    return (const uint8_t *)address + offsetof(struct sockaddr_in, sin_addr);
  }
  if (address->sa_family != AF_INET6) return NULL;
  *size = 16;
  return (const uint8_t *)address + offsetof(struct sockaddr_in6, sin6_addr);
}

/* How many bits of a mask are set. */
static int mask_length(const struct sockaddr *mask) {
  size_t size = 0;
  const uint8_t *bytes = address_bytes(mask, &size);
  int length = 0;
  for (size_t i = 0; bytes != NULL && i < size; i++)
    for (uint8_t byte = bytes[i]; byte != 0; byte = (uint8_t)(byte << 1)) length += byte >> 7;
  return length;
}

static JSValue new_address(JSContext *ctx, const struct ifaddrs *entry, const uint8_t *bytes) {
  char text[INET6_ADDRSTRLEN];
  if (inet_ntop(entry->ifa_addr->sa_family, bytes, text, sizeof text) == NULL) text[0] = 0;
  static const char *const names[] = {"device", "address", "prefix"};
  const JSValue values[] = {
    text_of_bytes(ctx, (const uint8_t *)entry->ifa_name, strlen(entry->ifa_name)),
    JS_NewString(ctx, text),
    JS_NewInt32(ctx, mask_length(entry->ifa_netmask)),
  };
  return new_object(ctx, COUNT(names), names, values);
}

/* deviceAddresses() */
NATIVE(native_device_addresses) {
  (void)self, (void)argc, (void)argv;
  struct ifaddrs *list;
  if (getifaddrs(&list) < 0) return throw_errno(ctx, errno, "getifaddrs", NULL, NULL);
  JSValue all = JS_NewArray(ctx);
  uint32_t count = 0;
  for (const struct ifaddrs *entry = list; entry != NULL && !JS_IsException(all); entry = entry->ifa_next) {
    size_t size;
    const uint8_t *bytes = address_bytes(entry->ifa_addr, &size);
    if (bytes == NULL || (entry->ifa_flags & IFF_UP) == 0 || (entry->ifa_flags & IFF_RUNNING) == 0) continue;
    JSValue address = new_address(ctx, entry, bytes);
    if (!JS_IsException(address) && JS_DefinePropertyValueUint32(ctx, all, count++, address, JS_PROP_C_W_E) >= 0) continue;
    JS_FreeValue(ctx, all);
    all = JS_EXCEPTION;
  }
  freeifaddrs(list);
  return all;
}
