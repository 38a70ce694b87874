// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'

/**
 * Python's os.path.expanduser(os.path.expandvars(path)): variables that are not set stay as they are written.
 * The home of another user (`~name`) is not looked up; such a path stays as it is.
 */
export function expandPath(path: string): string {
  const expanded = path.replace(/\$(\w+|\{[^}]*\})/g, (whole, name: string) => {
    return system.env[name.replace(/^\{(.*)\}$/s, '$1')] ?? whole
  })
  if (!/^~(?:\/|$)/.test(expanded)) return expanded
  const home = system.env.HOME ?? system.homeFolder()
  if (home === undefined) return expanded
  return `${home.replace(/\/+$/, '')}${expanded.slice(1)}` || '/'
}
