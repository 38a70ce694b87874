import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { waitUntil } from '../bench/processes.ts'
import { openProxy, type TcpProxy } from '../bench/proxy.ts'
import { callsIn } from '../stand-in/script.ts'
import { describeAction } from './describe-action.ts'
import { confirmed, good, resultOf, states } from './rows.ts'

describeAction(({ reason, play, bench }) => {
  /** A way to the host that the test may break; closed with the test. */
  async function proxied(use: (proxy: TcpProxy) => Promise<void>) {
    const proxy = await openProxy('127.0.0.1', bench().sshd.port)
    try {
      await use(proxy)
    } finally {
      await proxy.close()
    }
  }

  test.concurrent.for(['refuse', 'hang'] as const)('measures how long a host was away: %s', async (mode, { skip }) => {
    skip(reason !== undefined, reason)
    await proxied(async proxy => {
      const meanwhile = async (folder: string) => {
        await waitUntil('the apply', 60, () => states(callsIn(folder)).includes('applied'))
        await sleep(600)
        await proxy.set(mode)
        await sleep(4000)
        await proxy.set('pass')
      }
      const vars = { ansible_port: proxy.port }
      const { run, calls } = await play(good, [{ state: 'status' }, {}, { state: 'status' }], { vars, meanwhile })
      expect(run.rc, run.stdout).toBe(0)
      // The shared connection of the first task is dead by the last: it would wait there for ever.
      expect(states(calls)).toEqual(['status', 'applied', 'confirmed', 'confirmed', 'confirmed', 'status'])
      const { away } = resultOf(run, 1)
      expect(away).toBeGreaterThan(2)
      // A hanging attempt is given up after 5 s, then a second passes, then the host has to answer.
      expect(away).toBeLessThan(12)
    })
  })

  test.concurrent('gives up a connection that dies in the middle of an answer', async ({ skip }) => {
    skip(reason !== undefined, reason)
    await proxied(async proxy => {
      const meanwhile = async (folder: string) => {
        await waitUntil('the question', 60, () => states(callsIn(folder)).includes('confirmed'))
        await proxy.set('hang')
        await sleep(500)
        await proxy.set('pass')
      }
      const script = { ...good, confirmed: [{ ...confirmed, wait: 3 }, confirmed] }
      const { run, calls } = await play(script, [{}], { vars: { ansible_port: proxy.port }, meanwhile })
      expect(run.rc, run.stdout).toBe(0)
      expect(states(calls)).toEqual(['applied', 'confirmed', 'confirmed'])
      const { away } = resultOf(run, 0)
      expect(away).toBeGreaterThan(3)
      expect(away).toBeLessThan(12)
    })
  })

  test.concurrent('finds the host at reconnect_host', async ({ skip }) => {
    skip(reason !== undefined, reason)
    await proxied(async old => {
      const other = await openProxy('127.0.0.2', bench().sshd.port, old.port)
      await other.set('refuse')
      const meanwhile = async (folder: string) => {
        await waitUntil('the apply', 60, () => states(callsIn(folder)).includes('applied'))
        await sleep(600)
        await old.set('refuse')
        await sleep(1500)
        await other.set('pass')
      }
      try {
        const { run } = await play(good, [{ reconnect_host: '127.0.0.2' }], {
          vars: { ansible_port: old.port },
          meanwhile
        })
        expect(run.rc, run.stdout).toBe(0)
        expect(resultOf(run, 0)).toMatchObject({ state: 'confirmed' })
        expect(other.passed()).toBe(3)
      } finally {
        await other.close()
      }
    })
  })

  test.concurrent('a host that stays silent is a failed task that says what the host does', {
    timeout: 150_000
  }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    await proxied(async proxy => {
      const meanwhile = async (folder: string) => {
        await waitUntil('the apply', 60, () => states(callsIn(folder)).includes('applied'))
        await sleep(600)
        await proxy.set('refuse')
      }
      const started = Date.now()
      const task = { rollback_timeout: 2, apply_timeout: 1 }
      const { run } = await play(good, [task], { vars: { ansible_port: proxy.port }, meanwhile })
      expect(run.results.map(({ status }) => status)).toEqual(['failed'])
      const { msg, away } = resultOf(run, 0)
      expect(msg).toMatch(
        /^not confirmed: the host does not answer over a new connection \(.*refused.*\)\. The host does not say what it did/s
      )
      expect(msg).toContain('Its log on the host: /var/log/x.log')
      expect(away).toBeGreaterThan(60)
      expect(Date.now() - started).toBeLessThan(100_000)
    })
  })

  test.concurrent('a host that never answers: nothing was applied, and the task says so', { timeout: 150_000 }, async ({
    skip
  }) => {
    skip(reason !== undefined, reason)
    await proxied(async proxy => {
      await proxy.set('refuse')
      const { run, calls } = await play(good, [{}], { vars: { ansible_port: proxy.port } })
      expect(calls).toEqual([])
      expect(run.results.map(({ status }) => status)).toEqual(['failed'])
      expect(resultOf(run, 0).msg).toMatch(/^the host does not answer .* nothing was applied$/s)
      expect(resultOf(run, 0).changed).toBe(false)
    })
  })
})
