// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { parseIfcfg } from '../ifcfg/parse-ifcfg.ts'
import { listKeys, readKey } from '../ifcfg/read-key.ts'
import { isSecretKey } from '../secret-text.ts'

/** What the keys of passwords say in the text of an ifcfg file. */
export function ifcfgSecrets(text: string): readonly string[] {
  const file = parseIfcfg(text)
  return listKeys(file)
    .filter(isSecretKey)
    .flatMap(key => {
      const reading = readKey(file, key)
      return reading.state === 'value' ? [reading.value] : []
    })
}
