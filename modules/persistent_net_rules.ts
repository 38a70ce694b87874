// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type PersistentNetRulesArguments, spec, validate } from '#generated/persistent_net_rules'
import { runModule } from './lib/ansible/run-module.ts'
import { netRulesPath } from './lib/bonding/net-rules.ts'
import { planNetRules } from './lib/bonding/plan/plan-net-rules.ts'
import { carryOut } from './lib/carry-out.ts'

runModule<PersistentNetRulesArguments>({
  name: 'persistent_net_rules',
  spec,
  validate,
  run: (args, { checkMode }) =>
    carryOut({
      name: 'persistent_net_rules',
      root: args.root,
      backup: args.backup,
      checkMode,
      plan: planNetRules,
      more: ({ files, map, rules }) => ({
        map: dictOf(map),
        rules: dictOf(rules),
        reboot_needed: files.some(({ path, before, after }) => path === netRulesPath && before !== after)
      })
    })
})

function dictOf(names: ReadonlyMap<string, string>): { readonly [address: string]: string } {
  const dict: { [address: string]: string } = {}
  for (const [address, name] of names) dict[address] = name
  return dict
}
