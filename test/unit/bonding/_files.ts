import { type Inventory, readInventory } from '../../../modules/lib/bonding/inventory.ts'
import type { ReadHost } from '../../../modules/lib/host/host.ts'
import { createHost } from '../../../modules/lib/host/node-host.ts'
import { tempRoot } from '../host/_temp-root.ts'

export const scripts = '/etc/sysconfig/network-scripts'

/** A host with these files; a name without a folder lies among the ifcfg files. */
export function hostWith(files: Readonly<Record<string, string>>): ReadHost {
  const tree: Record<string, string> = { [`${scripts}/ifcfg-lo`]: 'DEVICE=lo\n' }
  for (const [name, text] of Object.entries(files)) tree[name.startsWith('/') ? name : `${scripts}/${name}`] = text
  return createHost(tempRoot(tree))
}

export function inventoryOf(files: Readonly<Record<string, string>>): Inventory {
  return readInventory(hostWith(files))
}
