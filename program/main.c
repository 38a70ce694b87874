/* GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt) */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>
#include "native.h"

/* One result that says how the program is called, and which modules it has. */
static int fail_usage(const char *problem) {
  char message[1024];
  size_t size = (size_t)snprintf(message, sizeof message,
                                 "%s; usage: nic-bonding <module> [arguments.json], the arguments as one JSON object on "
                                 "standard input without a file, or nic-bonding --version | --licenses | --sbom; modules:",
                                 problem);
  for (size_t i = 0; i < embedded_name_count && size < sizeof message; i++)
    size += (size_t)snprintf(message + size, sizeof message - size, "%s %s", i == 0 ? "" : ",", embedded_names[i]);
  write_failure(message, NULL);
  return 1;
}

static int print(const Embedded *text) {
  return write_all(1, text->bytes, (size_t)(text->end - text->bytes)) ? 0 : 1;
}

static int print_version(void) {
  char text[128];
  int size = snprintf(text, sizeof text, "nic-bonding %s, QuickJS-ng %s, %s\n", embedded_version, JS_GetVersion(),
                      embedded_architecture);
  return write_all(1, text, (size_t)size) ? 0 : 1;
}

static bool is_module(const char *name) {
  for (size_t i = 0; i < embedded_name_count; i++)
    if (strcmp(embedded_names[i], name) == 0) return true;
  return false;
}

static int perform(int argc, char **argv) {
  if (getauxval(AT_SECURE) != 0)
    return fail_usage("the program is set-user-ID or has capabilities, and refuses to run so; chmod u-s,g-s and setcap -r");
  if (argc < 2) return fail_usage("no module is named");
  if (strcmp(argv[1], "--version") == 0) return print_version();
  if (strcmp(argv[1], "--licenses") == 0) return print(&embedded_licenses);
  if (strcmp(argv[1], "--sbom") == 0) return print(&embedded_sbom);
  if (!is_module(argv[1])) {
    char problem[128];
    snprintf(problem, sizeof problem, "%.64s: there is no such module", argv[1]);
    return fail_usage(problem);
  }
  if (argc > 3) return fail_usage("more than one file of arguments is named");
  set_arguments(argc - 2, argv + 2);
  return run_module(argv[1]);
}

/* In bytes: below the first of them not every message can be made, and more than the second is not used. */
enum { LEAST_STACK = 256 << 10, ENOUGH_STACK = 8 << 20 };

/* Nothing is released at the end: the process is gone. */
int main(int argc, char **argv) {
  open_standard_streams();
  if (!provide_stack(LEAST_STACK, ENOUGH_STACK)) {
    write_failure("the stack is limited to less than 256 kB; raise the limit of this user (ulimit -s, limits.conf)", NULL);
    _exit(1);
  }
  forbid_core_dumps();
  signal(SIGPIPE, SIG_IGN);
  /* A file beyond the limit of its size is then an error, EFBIG, after which what was written is put back. */
  signal(SIGXFSZ, SIG_IGN);
  _exit(perform(argc, argv));
}
