// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { listKeys } from '../../ifcfg/read-key.ts'
import { classPrefix, isIpv4 } from '../ipv4.ts'
import { ipv4Index, kept, maskEdits, prefixIn } from './address-edits.ts'
import { agreedValue, type Edit, removals } from './edits.ts'

/** A further address of a file: what follows IPADDR in its key, and `<address>/<length>` or the text that is none. */
export interface Secondary {
  readonly index: string
  readonly text: string
}

/**
 * The edits that give a bond's file exactly these further IPv4 addresses, as IPADDR1, IPADDR2 and so on. Those that are there
 * stay as they are where all readers see them: behind the first gap from IPADDR2 on nobody looks (expand_config() in
 * network-functions of EL7, make_ip4_setting() in NetworkManager's ifcfg-rh reader).
 */
export function secondaryEdits(file: IfcfgFile, wanted: readonly string[] | undefined): readonly Edit[] {
  if (wanted === undefined) return []
  const present = secondariesIn(file)
  const isSame = sorted(present.map(({ text }) => text)) === sorted(wanted)
  const isRest = isSecondaryKey(file)
  if (isSame && !hasGap(present))
    return kept(
      file,
      listKeys(file).filter(key => isRest(key) && agreedValue(file, key) !== undefined)
    )
  const edits = wanted.flatMap((text, position): readonly Edit[] => {
    const [address = '', length] = text.split('/')
    const index = String(position + 1)
    return [{ key: `IPADDR${index}`, value: address }, ...maskEdits(file, { index, length: Number(length) })]
  })
  return [...edits, ...removals(file, key => isRest(key) && !edits.some(edit => edit.key === key))]
}

/** The further addresses of a file, by their numbers; IPADDR0 is one where there is IPADDR, too. */
export function secondariesIn(file: IfcfgFile): readonly Secondary[] {
  const numbers = listKeys(file)
    .filter(key => /^IPADDR/.test(key) && isSecondaryKey(file)(key))
    .map(key => Number(key.slice('IPADDR'.length)))
  return [...new Set(numbers)]
    .sort((a, b) => a - b)
    .map(number => {
      const index = String(number)
      const address = agreedValue(file, `IPADDR${index}`) ?? ''
      const length = prefixIn(file, index) ?? (isIpv4(address) ? classPrefix(address) : '')
      return { index, text: `${address}/${length}` }
    })
}

/** IPADDR1 may be missing for all readers, no later one. */
function hasGap(present: readonly Secondary[]): boolean {
  const numbers = present.map(({ index }) => Number(index)).filter(number => number > 1)
  return numbers.some((number, position) => number !== position + 2)
}

function isSecondaryKey(file: IfcfgFile): (key: string) => boolean {
  const first = ipv4Index(file)
  return key => {
    const [, , index] = /^(IPADDR|PREFIX|NETMASK|BROADCAST|NETWORK)(0|[1-9][0-9]*)$/.exec(key) ?? []
    return index !== undefined && !(index === '0' && first === '0')
  }
}

function sorted(addresses: readonly string[]): string {
  return [...addresses].sort().join(' ')
}
