// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondFailoverArguments } from '#generated/bond_failover'

/** What is wrong with the arguments of bond_failover in themselves. */
export function checkArguments({ timeout, ports }: Partial<BondFailoverArguments>): readonly string[] {
  const problems: string[] = []
  if (timeout !== undefined && (timeout < 1 || timeout > 600))
    problems.push(`timeout: ${timeout} is no time to wait for a port; give seconds from 1 to 600`)
  if (ports?.length === 0) problems.push('ports: [] names no port; leave it out to test all that are up')
  for (const port of new Set(ports?.filter((name, index) => ports.indexOf(name) !== index)))
    problems.push(`ports: ${port} is named twice; each port is tested once`)
  return problems
}
