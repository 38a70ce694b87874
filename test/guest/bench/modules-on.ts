import fs from 'node:fs'
import { bundlePath } from '../../support/run-module.ts'
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

const modules = ['bond', 'bond_failover', 'bond_info', 'ifcfg', 'network_apply']

/** Puts the bundles onto a host; after a power cut again, since they lie in its memory. */
export async function modulesOn(host: Pick<Case, 'run' | 'attempt'>): Promise<ModulesOn> {
  for (const module of modules)
    await host.run(`cat >/run/${module}.cjs`, { input: fs.readFileSync(bundlePath(module), 'utf8') })
  const command = (module: string, args: Args) => {
    const words = `printf %s ${quote(JSON.stringify(args))} >/run/$$.json; exec ${process.execPath} /run/${module}.cjs /run/$$.json`
    return `sh -c ${quote(words)}`
  }
  return {
    command,
    run: async (module, args) => {
      const { stdout, stderr } = await host.attempt(command(module, args), { seconds: 180 })
      if (!stdout.startsWith('{')) throw new Error(`${module}: ${stdout}${stderr}`)
      return JSON.parse(stdout)
    }
  }
}
