import { describe, expect, test } from 'vitest'
import { parseRoutes4 } from '../../../modules/lib/change/live-network.ts'
import { hasNamespaces, hostCall, inNamespace, withoutNamespaces } from '../../support/network-namespace.ts'

describe.skipIf(!hasNamespaces)(`addresses and gateways of a real network${withoutNamespaces}`, () => {
  const network = `
    ip link set lo up
    ip link add up0 type veth peer name p0; ip link set p0 up; ip link set up0 up
    ip link add idle0 type veth peer name p1; ip link set idle0 up
    ip addr add 10.0.2.12/8 dev up0; ip addr add 10.0.2.13/8 dev up0 label up0:1; ip addr add 10.0.0.9/32 dev up0
    ip -6 addr add 2001:db8::1/64 dev up0 nodad; ip addr add 10.9.9.9/24 dev idle0`
  const seen = (script: string) => JSON.parse(inNamespace(`${network}\n${script}\n${hostCall('readLiveNetwork')}`))

  test('every address with its prefix, those of an alias too; of a device without a link none', () => {
    const { addresses } = seen('')
    const own = addresses.filter(({ address }: { address: string }) => !/^(?:127|::1|fe80)/.test(address))
    expect(own).toEqual(
      ['10.0.2.12/8', '10.0.0.9/32', '10.0.2.13/8', '2001:db8::1/64'].map(address => ({ device: 'up0', address }))
    )
  })

  test('default routes by a gateway, of both families, and no other route', () => {
    const { gateways } = seen(`
      ip route add default via 10.0.0.138 dev up0; ip route add default via 10.0.0.1 dev up0 metric 50
      ip route add 198.51.100.0/24 via 10.0.0.2 dev up0; ip route add default dev up0 metric 70
      ip -6 route add default via 2001:db8::9 dev up0; ip -6 route add 2001:db8:1::/48 via 2001:db8::8 dev up0
      ip -6 route add unreachable default metric 5000`)
    expect(gateways).toEqual([
      { device: 'up0', address: '10.0.0.138' },
      { device: 'up0', address: '10.0.0.1' },
      { device: 'up0', address: '2001:0db8:0000:0000:0000:0000:0000:0009' }
    ])
  })
})

test('the same text on a processor of the other byte order', () => {
  const line = 'bond0\t00000000\t0A00008A\t0003\t0\t0\t0\t00000000\t0\t0\t0'
  expect(parseRoutes4(`Iface\tDestination\tGateway\n${line}\n`, 'BE')).toEqual([
    { device: 'bond0', address: '10.0.0.138' }
  ])
})
