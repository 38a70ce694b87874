/** The guide's bond, as a play gives it. */
export const guideBond = {
  name: 'bond0',
  ports: ['eth0', 'eth1'],
  mode: '1',
  miimon: 100,
  fail_over_mac: '1',
  ipaddr: '10.0.2.12',
  netmask: '255.0.0.0',
  gateway: '10.0.0.138',
  dns: ['10.0.0.138', '8.8.8.8']
}

/** The addresses of the guide's adapters, which the ports of a case have. */
export const guideMacs = { eth0: '08:00:27:43:66:17', eth1: '08:00:27:08:f3:6a' } as const
