// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type NetworkApplyArguments, spec, validate } from '#generated/network_apply'
import { runModule } from './lib/ansible/run-module.ts'
import { requireReader } from './lib/bonding/host-rules/require-reader.ts'
import { planRestart } from './lib/bonding/plan/plan-restart.ts'
import { checkApply } from './lib/bonding/rules/apply-rules.ts'
import { stepText } from './lib/change/restart-steps.ts'
import { createHost } from './lib/host/node-host.ts'
import { runSteps } from './lib/host/run-steps.ts'

runModule<NetworkApplyArguments>({
  name: 'network_apply',
  spec,
  validate,
  rules: { requiredOneOf: [['interfaces', 'changes']] },
  check: checkApply,
  run: (args, { checkMode }) => {
    const host = createHost('/')
    requireReader(host)
    const { provider, steps } = planRestart(args, host)
    const plan = steps.map(stepText)
    const reports = checkMode ? [] : runSteps(steps, args.apply_timeout)
    const failed = reports.find(({ rc }) => rc !== 0)
    const result = { changed: steps.length > 0, provider, plan, steps: reports }
    if (failed === undefined) return result
    const left = plan.slice(reports.length)
    const rest = left.length === 0 ? '' : `; not run any more: ${left.join(', ')}`
    return {
      ...result,
      failed: true,
      msg: `${failed.command}: ended with code ${failed.rc}: ${(failed.stderr || failed.stdout).trim()}${rest}`
    }
  }
})
