// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { parse } from 'ini'
import type { ReadHost } from '../host/host.ts'

const mainFile = '/etc/NetworkManager/NetworkManager.conf'

/** Where files beside the main one are read from; one in a later folder replaces one of the same name in an earlier folder. */
const folders = ['/usr/lib/NetworkManager/conf.d', '/run/NetworkManager/conf.d', '/etc/NetworkManager/conf.d']

/**
 * The value of a key in NetworkManager's configuration, `undefined` where no file sets it: the main file overrides those in
 * /usr/lib and /run, and those in /etc override it (read_entire_config() in nm-config.c). Conditions in a file
 * (`[.config] enable=`), lists that are added to (`key+=`) and the daemon's command line are not looked at.
 */
export function readNetworkManagerConf(host: ReadHost, section: string, key: string): string | undefined {
  const values = configurationFiles(host).map(path => valueIn(host.readText(path) ?? '', section, key))
  return values.reverse().find(value => value !== undefined)
}

/** In the order in which they are read. */
function configurationFiles(host: ReadHost): readonly string[] {
  const names = folders.map(folder => host.list(folder).filter(name => name.endsWith('.conf')))
  const [lib = [], run = [], etc = []] = folders.map((folder, index) => {
    const isReplaced = (name: string): boolean => names.slice(index + 1).some(later => later.includes(name))
    return (names[index] ?? []).filter(name => !isReplaced(name)).map(name => `${folder}/${name}`)
  })
  return [...lib, ...run, mainFile, ...etc].filter(path => host.fileType(path) === 'file')
}

/**
 * The files are GKeyFiles. `ini` reads them alike but for three things, none of which occurs in the path of a folder: it
 * takes quotes off, ends a value at ';' or '#' unless there is a backslash before it, and knows no escapes such as `\s`.
 * It makes a boolean of `true`, which is a text like any other here; a list (`key[]=`) or a subsection of that name is not a value.
 * A file as distributions ship it takes `ini` a millisecond in the program, so only one that has the section is parsed.
 */
function valueIn(text: string, section: string, key: string): string | undefined {
  if (!text.includes(`[${section}]`)) return undefined
  const found = ownValue(ownValue(sectionsOf(text), section), key)
  return found === undefined || typeof found === 'object' ? undefined : String(found)
}

/**
 * `ini` takes a dot in a section's name for a level, and throws where that level is a value already. NetworkManager has no
 * such sections, so nothing is lost when such a file counts as empty.
 */
function sectionsOf(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

function ownValue(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined
}
