// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { readKey } from '../../ifcfg/read-key.ts'
import { modeId } from '../bonding-opts.ts'
import { type BondingOption, bondingOptions } from '../options.ts'
import { optionText } from './running-bond.ts'

/** One option that a bond's file names and the kernel has otherwise. */
export interface Drift {
  readonly option: string
  /** As the file spells it. */
  readonly file: string
  /** As sysfs spells it; empty also where the driver has no such option. */
  readonly kernel: string
}

/**
 * The options of BONDING_OPTS whose value in the kernel means something else. Options that the bond's mode refuses or
 * ignores are left out, and delays without miimon, which the driver refuses (EPERM).
 */
export function driftOf(file: IfcfgFile, bond: string, host: ReadHost): readonly Drift[] {
  const words = optionWords(file)
  const kernel = (option: string): string => optionText(host, bond, option) ?? ''
  const mode = modeId(words.get('mode')) ?? modeId(kernel('mode').split(' ')[0])
  const interval = Number(words.get('miimon') ?? kernel('miimon'))
  return [...words].flatMap(([option, value]) => {
    const known = bondingOptions.find(({ name }) => name === option)
    const hasEffect = known === undefined || option === 'mode' || mode === undefined || known.effective.includes(mode)
    if (!hasEffect || (delays.includes(option) && !(interval > 0))) return []
    const wanted = delays.includes(option) ? String(Math.floor(Number(value) / interval) * interval) : value
    return isSame(known, wanted, kernel(option)) ? [] : [{ option, file: value, kernel: kernel(option) }]
  })
}

/** The driver rounds them down to a multiple of miimon (_bond_option_delay_set()). */
const delays = ['updelay', 'downdelay', 'peer_notif_delay']

/**
 * The words of BONDING_OPTS as initscripts take them: split at blanks, the name before the first and the value behind the
 * last `=` (install_bonding_driver()); of a repeated option the last is in force, but every ARP target is.
 */
function optionWords(file: IfcfgFile): ReadonlyMap<string, string> {
  const reading = readKey(file, 'BONDING_OPTS')
  const text =
    reading.state === 'absent' ? '' : reading.state === 'value' ? reading.value : (reading.bash ?? reading.nm)
  const words = new Map<string, string>()
  for (const word of (text ?? '').split(/\s+/).filter(part => part.includes('='))) {
    const name = word.slice(0, word.indexOf('='))
    const value = word.slice(word.lastIndexOf('=') + 1)
    const former = name === 'arp_ip_target' ? words.get(name) : undefined
    words.set(name, former === undefined ? value : `${former},${value}`)
  }
  return words
}

function isSame(option: BondingOption | undefined, wanted: string, kernel: string): boolean {
  const [name = '', id] = kernel.split(/\s+/)
  switch (option?.kind.type) {
    case 'ipv4-list':
      return listOf(wanted) === listOf(kernel)
    case 'mac':
      return wanted.toLowerCase() === kernel.toLowerCase()
    case 'named': {
      const found = option.kind.values.find(value => value.name === wanted || String(value.id) === wanted)
      // sysfs shows both, or the number only (tlb_dynamic_lb, all_slaves_active).
      return name !== '' && [found?.name ?? wanted, String(found?.id)].includes(name)
    }
    case 'int':
      return Number(wanted) === Number(name || Number.NaN)
    case 'device':
    case undefined:
      // Of an option that the table does not have, sysfs may show a name and its number, or one of them.
      return wanted === kernel || (wanted !== '' && (wanted === name || wanted === id))
  }
}

function listOf(targets: string): string {
  return [...new Set(targets.replace(/\+/g, '').split(/[\s,]+/))]
    .filter(target => target !== '')
    .sort()
    .join(' ')
}
