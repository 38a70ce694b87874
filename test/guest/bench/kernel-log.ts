import type { Case } from './case.ts'

/** The kernel's messages since a moment; all hosts of the guest share one kernel. */
export interface KernelLog {
  readonly since: () => Promise<string>
}

export async function kernelLog(host: Case): Promise<KernelLog> {
  const start = await lastTime(host)
  return {
    since: async () => {
      const lines = (await host.run('dmesg')).split('\n')
      return lines.filter(line => timeOf(line) > start).join('\n')
    }
  }
}

/** The kernel's clock of messages ticks in hundredths here: what comes in the same tick counts as new. */
async function lastTime(host: Case): Promise<number> {
  const lines = (await host.run('dmesg | tail -n 1')).trimEnd().split('\n')
  return timeOf(lines.at(-1) ?? '') + 0.001
}

function timeOf(line: string): number {
  return Number(/^\[ *(\d+\.\d+)\]/.exec(line)?.[1] ?? 0)
}
