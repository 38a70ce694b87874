// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * Why a key must not be written to an ifcfg file, in words that follow the key; `undefined` if it may. The init scripts
 * source the file as root, so a key is a shell variable, and some variables change what the scripts run.
 */
export function checkKeyName(key: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${describeFault(key)}; ${NAME_RULE}`
  if (key.length > 255) return `has ${key.length} characters; a key has at most 255`
  const family = FAMILIES.find(({ names }) => names.test(key))
  return family === undefined
    ? undefined
    : `is ${family.reason} (${key}): setting it would change what the init scripts do`
}

const NAME_RULE = 'a key is letters, digits and _, and does not begin with a digit'

function describeFault(key: string): string {
  if (key === '') return 'is empty'
  if (/\s/.test(key)) return 'has a blank'
  if (/^[0-9]/.test(key)) return 'begins with a digit'
  const [odd = ''] = key.match(/[^A-Za-z0-9_]/u) ?? []
  return `has the character ${JSON.stringify(odd)}`
}

interface Family {
  readonly names: RegExp
  readonly reason: string
}

// bash(1), Shell Variables; ld.so(8); and the variables that ifup, ifdown and network-functions set before they source
// the file and use afterwards (CONFIG, DEVNAME, …), or take as already set (REALDEVICE, __sed_discard_ignored_files).
const FAMILIES: readonly Family[] = [
  {
    names:
      /^(?:_|PATH|IFS|ENV|BASH\w*|SHELLOPTS|PS[0-4]|PROMPT_COMMAND|CDPATH|GLOBIGNORE|HOME|HIST\w*|TMPDIR|UID|EUID|PPID|GROUPS|FUNCNAME|FUNCNEST|DIRSTACK|POSIXLY_CORRECT|EXECIGNORE|FIGNORE|IGNOREEOF|INPUTRC|MAIL|MAILCHECK|MAILPATH|OPTIND|OPTARG|OPTERR|PIPESTATUS|S?RANDOM|SECONDS|EPOCH\w*|LINENO|REPLY|MAPFILE|COMP\w+|SHLVL|SHELL|TERM|TIMEFORMAT|TMOUT|PWD|OLDPWD|CHILD_MAX)$/,
    reason: 'a variable of bash itself'
  },
  { names: /^LD_\w*$/, reason: 'a variable of the dynamic loader' },
  { names: /^(?:LANG|LANGUAGE|LC_\w*)$/, reason: 'a variable of the locale' },
  {
    names:
      /^(?:CONFIG|DEVNAME|REALDEVICE|REAL_DEVICETYPE|SYSCTLDEVICE|PARENTCONFIG|IN_HOTPLUG|ISALIAS|OTHERSCRIPT|bopts_keys|bopts_vals|_use_nm|__sed_discard_ignored_files)$/,
    reason: "a variable of the init scripts' own"
  }
]
