// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgArguments } from '#generated/ifcfg'
import type { FileChange, Plan } from '../../change/file-change.ts'
import { ModuleError } from '../../errors.ts'
import type { ReadHost } from '../../host/host.ts'
import { parseIfcfg } from '../../ifcfg/parse-ifcfg.ts'
import { listKeys } from '../../ifcfg/read-key.ts'
import { findFile } from '../find-file.ts'
import { type IfcfgEntry, type Inventory, readInventory, scriptsFolder } from '../inventory.ts'
import { settingEdits } from './bond-edits.ts'
import { editFile, type Outcome, refusal } from './draft.ts'
import { removals } from './edits.ts'

/** Plans one ifcfg file, key by key. Throws ModuleError('conflict') where the file cannot be told or changed safely. */
export function planIfcfg(args: Partial<IfcfgArguments>, host: ReadHost): Plan {
  const inventory = readInventory(host)
  const found = findFile(inventory, args.name ?? '')
  const { files, problems, warnings } = found.state === 'refused' ? refusal(found.problem) : planFound(args, found)
  const all = problems.length > 0 ? problems : lostFile(inventory, args.name ?? '', files)
  if (all.length > 0) throw new ModuleError('conflict', all)
  return { files, warnings }
}

/** A file that readers take for the device by a key in it stays its file: else the device would be without one. */
function lostFile(inventory: Inventory, device: string, files: readonly FileChange[]): readonly string[] {
  return files.flatMap(({ path, after }) => {
    if (after === undefined) return []
    const text = { path, suffix: path.slice(`${scriptsFolder}/ifcfg-`.length), text: after, file: parseIfcfg(after) }
    const entries = [...inventory.entries.filter(entry => entry.path !== path), text]
    const found = findFile({ ...inventory, entries }, device)
    if (found.state === 'found' && found.entry.path === path) return []
    return [`${device}: ${path} would no longer be the file of ${device}; name DEVICE=${device} in settings`]
  })
}

function planFound(
  args: Partial<IfcfgArguments>,
  found: { readonly state: 'found'; readonly entry: IfcfgEntry } | { readonly state: 'absent'; readonly path: string }
): Outcome {
  const device = args.name ?? ''
  const entry = found.state === 'found' ? found.entry : undefined
  const path = found.state === 'found' ? found.entry.path : found.path
  if (args.state === 'absent')
    return { files: [{ path, before: entry?.text, after: undefined, device }], problems: [], warnings: [] }
  const wanted = settingEdits(args.settings ?? {})
  const named = new Set(wanted.map(({ key }) => key))
  const outcome = editFile({
    device,
    path,
    entry,
    edits: file => (args.exclusive === true ? [...wanted, ...removals(file, key => !named.has(key))] : wanted)
  })
  return { ...outcome, warnings: [...outcome.warnings, ...warnOfNameless(device, outcome)] }
}

/** make_connection_setting() in NetworkManager's ifcfg-rh reader: without both, a profile fits every device of its type. */
function warnOfNameless(device: string, { files }: Outcome): readonly string[] {
  const after = files[0]?.after
  if (after === undefined) return []
  const keys = listKeys(parseIfcfg(after))
  return keys.includes('DEVICE') || keys.includes('HWADDR')
    ? []
    : [`${device}: the file has neither DEVICE nor HWADDR, so that NetworkManager takes it for any device; add DEVICE`]
}
