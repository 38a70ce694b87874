/** How the figures of a fleet are named. */
export const tasks = { raw: 'raw: true', ping: 'ansible.builtin.ping', bond: 'bond, nothing changes' } as const

export const plays = {
  connect: 'raw: true, the first connection',
  writes: 'the role, four files change',
  nothing: 'the role, nothing changes'
} as const

export const start = 'an empty play, controller'
export const memory = 'memory of ansible-playbook'

/** Of the controller's processor, of its first process alone, or of the clock. */
export type What = 'controller' | 'first process' | 'clock'

/** The figure of one host of so many. */
export function label(name: string, count: number, what: What): string {
  return `${name}, ${count} host${count === 1 ? '' : 's'}, ${what}`
}
