import type { FutureFiles } from '../../../../modules/lib/change/overlay-host.ts'
import type { Step } from '../../../../modules/lib/change/step.ts'
import { Kernel, Refused } from './_kernel.ts'

export const scripts = '/etc/sysconfig/network-scripts'

/** The texts of ifcfg files by the device, all of which they name. */
export type Files = ReadonlyMap<string, string>

/** Who carries out the steps: scripts as the stand-in of the guest's tests, or NetworkManager, on a model of the kernel. */
export class Machine {
  readonly kernel = new Kernel()
  files: Files
  readonly #sets: { readonly old: Files; readonly new: Files }
  #profiles: Files

  constructor(old: Files, now: Files) {
    this.#sets = { old, new: now }
    this.files = old
    this.#profiles = old
  }

  /** Throws Refused where the script, NetworkManager or the driver would fail. */
  run(step: Step): void {
    switch (step.type) {
      case 'files':
        this.files = this.#sets[step.set]
        return
      case 'ifdown':
        this.ifdown(step.device)
        return
      case 'ifup':
        this.ifup(step.device)
        return
      case 'service':
        if (step.action === 'stop') this.#stop()
        else this.#start()
        return
      case 'release':
        this.kernel.release(step.bond, step.port)
        return
      case 'enslave':
        this.#device(step.port).up = this.kernel.devices.get(step.port)?.bond === step.bond
        this.kernel.enslave(step.bond, step.port)
        return
      case 'remove-bond':
        this.kernel.removeBond(step.bond)
        return
      case 'set':
        this.kernel.set(step.bond, step.option, step.value)
        return
      case 'flush':
        this.#device(step.device).addresses.clear()
        return
      case 'link':
        this.#device(step.device)
        this.kernel.setUp(step.device, step.to === 'up')
        return
      case 'reload':
        this.#reload()
        return
      case 'activate':
      case 'reapply':
        this.activate(step.path.slice(`${scripts}/ifcfg-`.length), step.type === 'reapply')
        return
      case 'disconnect':
        this.#disconnect(step.device)
        return
    }
  }

  ifdown(name: string): void {
    const text = this.#text(name)
    const device = this.kernel.devices.get(name)
    if (device === undefined) return
    const master = keyOf(text, 'MASTER')
    if (master !== undefined) this.kernel.release(master, name)
    else if (device.bond !== undefined) throw new Refused(`${name} has another hardware address than expected`)
    if (device.options !== undefined) {
      for (const port of this.#portFiles(name)) this.ifdown(port)
      for (const target of optionsOf(text).get('arp_ip_target')?.split(',') ?? [])
        if (device.options.get('arp_ip_target')?.split(' ').includes(target))
          this.kernel.set(name, 'arp_ip_target', `-${target}`)
    }
    device.addresses.clear()
    this.kernel.setUp(name, false)
    if (keyOf(text, 'VLAN') === 'yes') this.kernel.remove(name)
    if (device.bridge !== undefined && keyOf(text, 'BRIDGE') === device.bridge) {
      const { bridge } = device
      device.bridge = undefined
      if (![...this.kernel.devices.values()].some(other => other.bridge === bridge)) this.kernel.remove(bridge)
    }
  }

  ifup(name: string): void {
    const text = this.#text(name)
    this.#makeStacked(name, text)
    const master = keyOf(text, 'MASTER')
    if (master !== undefined) {
      this.#installBond(master)
      if (this.#device(name).bond === master) return
      this.#device(name).up = false
      this.kernel.enslave(master, name)
      return
    }
    if (keyOf(text, 'BONDING_OPTS') !== undefined || this.kernel.devices.get(name)?.options !== undefined) {
      this.#installBond(name)
      this.kernel.setUp(name, true)
      for (const port of this.#portFiles(name)) this.ifup(port)
      const primary = optionsOf(text).get('primary')
      if (primary !== undefined) this.kernel.set(name, 'primary', primary)
    }
    if (this.#device(name).bond !== undefined) throw new Refused(`${name} has another hardware address than expected`)
    this.kernel.setUp(name, true)
    const bridge = keyOf(text, 'BRIDGE')
    if (bridge !== undefined) {
      this.#addBridge(bridge)
      this.#device(name).bridge = bridge
      return
    }
    const address = keyOf(text, 'IPADDR')
    if (address !== undefined) this.#device(name).addresses.add(address)
  }

  /** NetworkManager takes a device from whatever has it, and sets every option of a bond. */
  activate(name: string, again = false): void {
    const text = this.#profiles.get(name)
    if (text === undefined) throw new Refused(`no profile of ${name}`)
    const options = keyOf(text, 'BONDING_OPTS') === undefined ? undefined : optionsOf(text)
    if (options !== undefined && !again) {
      this.kernel.removeBond(name)
      this.kernel.addBond(name)
      if (!options.has('miimon') && !options.has('arp_interval')) options.set('miimon', '100')
      this.#writeOptions(name, options)
      if (options.has('primary')) this.kernel.set(name, 'primary', options.get('primary') ?? '')
    }
    this.#makeStacked(name, text)
    const device = this.#device(name)
    const master = keyOf(text, 'MASTER')
    device.addresses.clear()
    if (device.isBridge && !again) this.#endPorts(name)
    if (again) {
      if (!device.up) throw new Refused(`${name} is not active`)
    } else {
      if (device.bond !== undefined) this.kernel.release(device.bond, name)
      this.kernel.setUp(name, master === undefined)
      if (master !== undefined) {
        this.kernel.enslave(master, name)
        return
      }
    }
    const bridge = keyOf(text, 'BRIDGE')
    if (bridge !== undefined) {
      if (this.kernel.devices.get(bridge)?.up !== true) this.activate(bridge)
      device.bridge = bridge
      return
    }
    const address = keyOf(text, 'IPADDR')
    if (address !== undefined) device.addresses.add(address)
  }

  /** Everything as it is after the boot. */
  boot(provider: 'initscripts' | 'networkmanager'): void {
    if (provider === 'initscripts') this.#start()
    else
      for (const name of this.#names()) {
        const text = this.#text(name)
        if (keyOf(text, 'ONBOOT') !== 'no' || keyOf(text, 'MASTER') !== undefined) this.activate(name)
      }
  }

  #reload(): void {
    const gone = [...this.#profiles.keys()].filter(name => !this.files.has(name))
    this.#profiles = this.files
    for (const name of gone) this.#disconnect(name)
  }

  #disconnect(name: string): void {
    const device = this.kernel.devices.get(name)
    if (device === undefined) return
    if (device.options !== undefined) this.kernel.removeBond(name)
    if (device.bond !== undefined) this.kernel.release(device.bond, name)
    if (device.isBridge) this.#endPorts(name)
    device.bridge = undefined
    this.kernel.setUp(name, false)
    device.addresses.clear()
    if (device.base !== undefined || device.isBridge) this.kernel.remove(name)
  }

  /** NetworkManager ends the ports of a bridge that it ends or begins anew. */
  #endPorts(bridge: string): void {
    for (const [name, device] of [...this.kernel.devices]) if (device.bridge === bridge) this.#disconnect(name)
  }

  /** A VLAN needs its device; a bridge comes into being by itself. */
  #makeStacked(name: string, text: string): void {
    if (keyOf(text, 'TYPE') === 'Bridge') this.#addBridge(name)
    if (keyOf(text, 'VLAN') !== 'yes' || this.kernel.devices.has(name)) return
    const base = name.split('.')[0] ?? ''
    this.kernel.setUp(base, true)
    this.#device(base)
    this.kernel.add(name).base = base
  }

  #addBridge(name: string): void {
    const bridge = this.kernel.devices.get(name) ?? this.kernel.add(name)
    bridge.isBridge = true
  }

  #stop(): void {
    for (const name of [...this.#names()].reverse()) if (this.kernel.devices.get(name)?.up) this.ifdown(name)
  }

  #start(): void {
    for (const name of this.#names()) {
      const text = this.#text(name)
      if (keyOf(text, 'MASTER') === undefined && keyOf(text, 'ONBOOT') !== 'no') this.ifup(name)
    }
  }

  /** Bonds first, VLANs and bridges last (init.d/network). */
  #names(): readonly string[] {
    const rank = (name: string): string =>
      `${name.startsWith('br') ? 3 : name.includes('.') ? 2 : name.startsWith('bond') ? 0 : 1}${name}`
    return [...this.files.keys()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  }

  #portFiles(bond: string): readonly string[] {
    return [...this.files].filter(([, text]) => keyOf(text, 'MASTER') === bond).map(([name]) => name)
  }

  #installBond(name: string): void {
    this.kernel.addBond(name)
    if (this.kernel.portsOf(name).length > 0) return
    this.#device(name)
    this.kernel.setUp(name, false)
    this.#writeOptions(name, optionsOf(this.files.get(name) ?? ''))
  }

  #writeOptions(name: string, options: ReadonlyMap<string, string>): void {
    const names = [...options.keys()].filter(option => option !== 'primary')
    const early: readonly string[] = names.filter(option => option === 'mode' || option === 'miimon')
    for (const option of [...early, ...names.filter(other => !early.includes(other))])
      if (option === 'arp_ip_target') {
        const there = this.#device(name).options?.get(option)?.split(' ') ?? []
        for (const target of (options.get(option) ?? '').split(',').filter(item => !there.includes(item)))
          this.kernel.set(name, option, `+${target}`)
      } else this.kernel.set(name, option, options.get(option) ?? '')
  }

  #text(name: string): string {
    const text = this.files.get(name)
    if (text === undefined) throw new Refused(`configuration for ${name} not found`)
    return text
  }

  #device(name: string): ReturnType<Kernel['addBond']> {
    const device = this.kernel.devices.get(name)
    if (device === undefined) throw new Refused(`no device ${name}`)
    return device
  }
}

/** The value of a key, without the quotes that it may have. */
export function keyOf(text: string, key: string): string | undefined {
  return new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(text)?.[1]
}

export function optionsOf(text: string): Map<string, string> {
  const words = (keyOf(text, 'BONDING_OPTS') ?? '').split(' ').filter(word => word !== '')
  return new Map(words.map(word => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const))
}

/** Files as the planner takes them; null for those that are not among them. */
export function futureFiles(files: Files, all: Iterable<string>): FutureFiles {
  return new Map([...all].map(name => [pathOf(name), files.get(name) ?? null] as const))
}

/** The path of an ifcfg file by its device, and of a file of routes or rules by its name. */
export function pathOf(name: string): string {
  return `${scripts}/${/^(?:route|rule)6?-/.test(name) ? '' : 'ifcfg-'}${name}`
}
