import { bondingOptions } from '../../../../modules/lib/bonding/options.ts'

/** A device of the model. */
export interface Device {
  up: boolean
  bond: string | undefined
  /** Of a bond: what its files in sysfs say. */
  options: Map<string, string> | undefined
  addresses: Set<string>
  /** Of a VLAN: what it stands on. */
  base: string | undefined
  /** The bridge that it is a port of. */
  bridge: string | undefined
  isBridge: boolean
}

/** A write or command that the driver or a script refuses. */
export class Refused extends Error {}

/** A model of the bonding driver: written from bond_options.c and bond_main.c of Linux 7.1.8, not from the planner. */
export class Kernel {
  readonly devices = new Map<string, Device>()

  add(name: string, up = false): Device {
    const device: Device = {
      ...{ up, bond: undefined, options: undefined, addresses: new Set<string>() },
      ...{ base: undefined, bridge: undefined, isBridge: false }
    }
    this.devices.set(name, device)
    return device
  }

  addBond(name: string): Device {
    const bond = this.devices.get(name) ?? this.add(name)
    bond.options ??= new Map(defaults)
    return bond
  }

  removeBond(name: string): void {
    for (const port of this.portsOf(name)) this.release(name, port)
    this.remove(name)
  }

  /** A device goes with the VLANs on it; the ports of a bridge stay (unregister_netdevice_many()). */
  remove(name: string): void {
    for (const vlan of this.vlansOn(name)) this.remove(vlan)
    for (const device of this.devices.values()) if (device.bridge === name) device.bridge = undefined
    this.devices.delete(name)
  }

  vlansOn(base: string): readonly string[] {
    return [...this.devices].filter(([, device]) => device.base === base).map(([name]) => name)
  }

  /**
   * A VLAN goes up and down with its device (vlan_device_event()), and loses its routes then, which stand here under
   * addresses, since what has been lost must be set up again.
   */
  setUp(name: string, up: boolean): void {
    const device = this.devices.get(name)
    if (device === undefined || device.up === up) return
    device.up = up
    for (const vlan of this.vlansOn(name)) {
      this.setUp(vlan, up)
      this.devices.get(vlan)?.addresses.clear()
    }
  }

  portsOf(bond: string): readonly string[] {
    return [...this.devices].filter(([, device]) => device.bond === bond).map(([name]) => name)
  }

  release(bond: string, port: string): void {
    const device = this.devices.get(port)
    if (device === undefined || device.bond !== bond) return
    device.bond = undefined
    this.setUp(port, false)
  }

  enslave(bond: string, port: string): void {
    const device = this.devices.get(port)
    if (this.devices.get(bond)?.options === undefined || device === undefined)
      throw new Refused(`no ${bond} or ${port}`)
    if (device.bond === bond) return
    if (device.bond !== undefined) throw new Refused(`${port} is a port of ${device.bond}`)
    if (device.up) throw new Refused(`${port} is up`)
    device.bond = bond
    device.up = true
  }

  /** bond_opt_check_deps(), then the option's own function. */
  set(bond: string, name: string, value: string): void {
    const options = this.devices.get(bond)?.options
    const option = bondingOptions.find(row => row.name === name)
    if (options === undefined || option === undefined || this.devices.get(bond) === undefined)
      throw new Refused(`no ${bond}/${name}`)
    const why = (text: string): never => {
      throw new Refused(`${bond}/${name}=${value}: ${text}`)
    }
    if (!option.modes.includes(modeOf(options))) why('EACCES')
    if (option.flags.includes('NOSLAVES') && this.portsOf(bond).length > 0) why('ENOTEMPTY')
    if (option.flags.includes('IFDOWN') && this.devices.get(bond)?.up) why('EBUSY')
    if (option.kind.type === 'named') {
      const found = option.kind.values.find(row => row.name === value || String(row.id) === value)
      if (found === undefined) why('EINVAL')
      options.set(name, shown(name, `${found?.name}`, Number(found?.id)))
    }
    if (option.kind.type === 'mac') options.set(name, value.toLowerCase())
    if (option.kind.type === 'int')
      this.#setNumber(options, name, /^[0-9]+$/.test(value) ? Number(value) : why('EINVAL'))
    if (option.kind.type === 'device') options.set(name, value)
    if (name === 'mode') this.#setMode(options)
    if (name === 'arp_ip_target') setTarget(options, value, why)
  }

  #setNumber(options: Map<string, string>, name: string, value: number): void {
    const miimon = Number(options.get('miimon'))
    if (/delay$/.test(name)) {
      if (miimon === 0) throw new Refused(`${name}=${value}: EPERM without miimon`)
      options.set(name, String(Math.floor(value / miimon) * miimon))
      return
    }
    options.set(name, String(value))
    if (/^num_/.test(name)) for (const alias of ['num_grat_arp', 'num_unsol_na']) options.set(alias, String(value))
    if (name === 'miimon') {
      for (const delay of delays)
        options.set(delay, String(miimon > 0 ? (Number(options.get(delay)) / miimon) * value : 0))
      if (value > 0 && options.get('arp_interval') !== '0') {
        options.set('arp_interval', '0')
        options.set('arp_validate', 'none 0')
      }
    }
    if (name === 'arp_interval' && value > 0) {
      options.set('miimon', '0')
      // The driver keeps the delays in link checks, so that they come back with miimon: a planner must have cleared them.
      for (const delay of delays) if (options.get(delay) !== '0') options.set(delay, '0 (hidden)')
    }
  }

  #setMode(options: Map<string, string>): void {
    options.set('arp_validate', 'none 0')
    if (modeOf(options) === 6) options.set('tlb_dynamic_lb', '1')
    if (modeOf(options) < 4) return
    options.set('arp_interval', '0')
    if (options.get('miimon') === '0') options.set('miimon', '100')
  }
}

const delays = ['updelay', 'downdelay', 'peer_notif_delay']

/** Most named options are shown by name and number, these by number (bonding_show_*() in bond_sysfs.c). */
function shown(option: string, name: string, id: number): string {
  return /^(?:all_slaves_active|tlb_dynamic_lb|use_carrier)$/.test(option) ? String(id) : `${name} ${id}`
}

function modeOf(options: ReadonlyMap<string, string>): number {
  return Number(options.get('mode')?.split(' ')[1])
}

function setTarget(options: Map<string, string>, value: string, why: (text: string) => never): void {
  const list = (options.get('arp_ip_target') ?? '').split(' ').filter(item => item !== '')
  const address = value.slice(1)
  if (!/^[+-][0-9.]+$/.test(value)) why('EPERM')
  if (value.startsWith('+') === list.includes(address) || (value.startsWith('+') && list.length === 16)) why('EINVAL')
  const next = value.startsWith('+') ? [...list, address] : list.filter(item => item !== address)
  options.set('arp_ip_target', next.join(' '))
}

const defaults = bondingOptions.map(({ name, kind, default: value }): readonly [string, string] => {
  const named = kind.type === 'named' ? kind.values.find(row => row.name === value) : undefined
  return [name, named === undefined ? (value ?? '') : shown(name, named.name, named.id)]
})

/** The files of /sys and /proc by which the planner sees the model. */
export function sysFiles(
  kernel: Kernel,
  release = '5.14.0-1.el9'
): { files: Map<string, string>; links: Map<string, string> } {
  const files = new Map([['/proc/sys/kernel/osrelease', `${release}\n`]])
  const links = new Map<string, string>()
  for (const [name, { up, bond, options, bridge, base }] of kernel.devices) {
    const folder = `/sys/class/net/${name}`
    files.set(`${folder}/flags`, up ? '0x1003\n' : '0x1002\n')
    if (bond !== undefined) links.set(`${folder}/master`, `/sys/class/net/${bond}`)
    if (base !== undefined) links.set(`/sys/class/net/${base}/upper_${name}`, folder)
    if (bridge !== undefined) {
      links.set(`${folder}/master`, `/sys/class/net/${bridge}`)
      files.set(`/sys/class/net/${bridge}/brif/${name}`, '')
    }
    if (options === undefined) continue
    for (const [option, value] of options)
      files.set(`${folder}/bonding/${option}`, `${value.replace(' (hidden)', '')}\n`)
    files.set(`${folder}/bonding/slaves`, `${kernel.portsOf(name).join(' ')}\n`)
  }
  return { files, links }
}
