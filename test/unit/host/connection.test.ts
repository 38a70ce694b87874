import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { connectionText, parseConnection } from '../../../modules/lib/host/connection.ts'
import { hasNamespaces, hostCall, inNamespace, withoutNamespaces } from '../../support/network-namespace.ts'

const text = '10.0.0.9 54321 10.0.2.12 22'
const connection = { client: '10.0.0.9', clientPort: 54321, server: '10.0.2.12', serverPort: 22 }
const call = hostCall('currentConnection')

/** What a chain of processes ends with, started with this environment: each `sh` is one more, as it does not exec. */
function seen(script: string, environment: Readonly<Record<string, string>>): unknown {
  const { SSH_CONNECTION: _own, ...others } = process.env
  const done = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { ...others, ...environment } })
  if (done.status !== 0) throw new Error(done.stderr)
  return JSON.parse(done.stdout)
}

/** Whether the tests themselves run over SSH: then a chain without the variable has one all the same. */
const isOverSsh = parseConnection(process.env.SSH_CONNECTION ?? '') !== undefined

describe('currentConnection', () => {
  test('of its own environment', () => {
    expect(seen(call, { SSH_CONNECTION: text })).toEqual(connection)
  })

  test('of an ancestor, where sudo has taken it from the environment', () => {
    const nested = `env -i sh -c '${call}; :'; :`
    expect(seen(nested, { SSH_CONNECTION: text })).toEqual(connection)
  })

  test('of the nearest ancestor that has one', () => {
    const inner = text.replace('54321', '54322')
    const nested = `SSH_CONNECTION='${inner}' sh -c "env -i sh -c '${call}; :'; :"; :`
    expect(seen(nested, { SSH_CONNECTION: text })).toEqual({ ...connection, clientPort: 54322 })
  })

  test.skipIf(isOverSsh)(`none at a console${isOverSsh ? ' (skipped: the tests run over SSH)' : ''}`, () => {
    expect(seen(`env -i sh -c '${call}; :'; :`, {})).toBeNull()
  })

  test.each(['', '10.0.0.9 x 10.0.2.12 22', '10.0.0.9 1 10.0.2.12', `${text} 5`])('%j is no connection', odd => {
    expect(parseConnection(odd)).toBeUndefined()
  })

  test('a connection as a text', () => {
    expect(connectionText(connection)).toBe(text)
  })
})

describe.skipIf(!hasNamespaces)(`with a network of its own${withoutNamespaces}`, () => {
  const network = `ip link add b0 type veth peer name p0; ip link set lo up; ip link set p0 up; ip link set b0 up
    ip addr add 10.0.2.12/8 dev b0; ip addr add 10.0.2.13/8 dev b0 label b0:1
    ip -6 addr add 2001:db8::1/64 dev b0 nodad`

  test.each([
    ['10.0.2.12', 'b0'],
    ['10.0.2.13', 'b0'],
    ['::ffff:10.0.2.13', 'b0'],
    ['2001:DB8:0::1', 'b0'],
    ['127.0.0.1', 'lo'],
    ['10.0.2.14', null]
  ])('deviceOfAddress of %s', (address, device) => {
    expect(JSON.parse(inNamespace(`${network}; ${hostCall('deviceOfAddress', address)}`))).toBe(device)
  })

  test('ping says why there was no reply, when the time is over', () => {
    const calls = [
      ['127.0.0.1', '1'],
      ['::1', '1'],
      ['10.0.2.12', '1'],
      ['10.0.0.66', '2'],
      ['192.168.99.99', '1'],
      ['--help', '0']
    ].map(([target = '', seconds = '']) => `${hostCall('ping', target, seconds)}; echo`)
    const start = Date.now()
    const answers = inNamespace(`${network}\n${calls.join('\n')}`)
      .trim()
      .split('\n')
    expect(answers.slice(0, 3)).toEqual(['null', 'null', 'null'])
    expect(answers[3]).toMatch(/^"(?:host unreachable|no reply)"$/)
    expect(answers[4]).toBe('"network unreachable"')
    expect(answers[5]).toBe('"unknown name"')
    expect(Date.now() - start).toBeLessThan(20_000)
  })

  test('ping asks until the host is there', () => {
    const answer = inNamespace(
      `${network}\n(sleep 1; ip addr add 10.0.0.66/32 dev lo) &\n${hostCall('ping', '10.0.0.66', '15')}; wait`
    )
    expect(answer).toBe('null')
  })
})
