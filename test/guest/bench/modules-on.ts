import fs from 'node:fs'
import { program } from '../../support/run-module.ts'
import { type Case, quote } from './case.ts'

export type Result = Readonly<Record<string, unknown>>
export type Args = Readonly<Record<string, unknown>>

/** Modules run on a host as Ansible runs them there, without Ansible: no action plugin, no connection of its own. */
export interface ModulesOn {
  /** Runs one and returns its result. */
  readonly run: (module: string, args: Args) => Promise<Result>
  /** The words of the shell that run one, for a test that lets something happen to it. */
  readonly command: (module: string, args: Args) => string
}

const place = '/run/nic-bonding-program'

/** Puts the program onto a host; after a power cut again, since it lies in the host's memory. */
export async function modulesOn(host: Pick<Case, 'run' | 'attempt'>): Promise<ModulesOn> {
  await host.run(`base64 -d >${place} && chmod 755 ${place}`, { input: fs.readFileSync(program, 'base64') })
  const command = (module: string, args: Args) =>
    `sh -c ${quote(`printf %s ${quote(JSON.stringify(args))} >/run/$$.json; exec ${place} ${module} /run/$$.json`)}`
  return {
    command,
    run: async (module, args) => {
      const { stdout, stderr } = await host.attempt(command(module, args), { seconds: 180 })
      if (!stdout.startsWith('{')) throw new Error(`${module}: ${stdout}${stderr}`)
      return JSON.parse(stdout)
    }
  }
}
