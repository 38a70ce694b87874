import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { broadcastOf, isIpv4, netmaskOfPrefix, networkOf, prefixOfNetmask } from '../../../modules/lib/bonding/ipv4.ts'

const addresses = ['10.0.2.12', '0.0.0.1', '192.168.255.254', '172.31.0.1', '223.255.255.255', '1.2.3.4']

test('networks, broadcasts and masks are those of python3 ipaddress, for every prefix', () => {
  const script = `
import ipaddress, json, sys
print(json.dumps([[str(n.network_address), str(n.broadcast_address), str(n.netmask)]
  for a in json.loads(sys.argv[1]) for p in range(33) for n in [ipaddress.ip_network(f"{a}/{p}", strict=False)]]))`
  const done = spawnSync('python3', ['-c', script, JSON.stringify(addresses)], { encoding: 'utf8' })
  const judged: unknown = JSON.parse(done.stdout)
  const ours = addresses.flatMap(address =>
    Array.from({ length: 33 }, (_, prefix) => [
      networkOf(address, prefix),
      broadcastOf(address, prefix),
      netmaskOfPrefix(prefix)
    ])
  )
  expect(ours).toEqual(judged)
})

test('a mask with a hole has no prefix', () => {
  expect(prefixOfNetmask('255.0.255.0')).toBeUndefined()
  expect(prefixOfNetmask('255.255.255.128')).toBe(25)
  expect(prefixOfNetmask('')).toBeUndefined()
})

test.each([
  ['10.0.0.1', true],
  ['10.0.0.300', false],
  ['10.0.0', false],
  ['010.0.0.1', false],
  ['10.0.0.1 ', false],
  ['::1', false]
])('isIpv4(%j) is %j', (text, expected) => {
  expect(isIpv4(text)).toBe(expected)
})
