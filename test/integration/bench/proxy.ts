import { once } from 'node:events'
import net from 'node:net'

/** A way to a host that can be broken: a TCP proxy in front of an sshd. */
export interface TcpProxy {
  readonly port: number
  /** How many connections it has taken while it let them pass. */
  readonly passed: () => number
  /**
   * `pass`: new connections work. `refuse`: nobody listens, and what was open is closed. `hang`: what is open, and what is
   * opened from now on, stays open for ever and nothing comes through it any more.
   */
  readonly set: (mode: Mode) => Promise<void>
  readonly close: () => Promise<void>
}

type Mode = 'pass' | 'refuse' | 'hang'

/** Listens on a loopback address, at a given port or a free one. The caller closes it. */
export async function openProxy(address: string, target: number, port = 0): Promise<TcpProxy> {
  const sockets = new Set<net.Socket>()
  const dead = new Set<net.Socket>()
  let mode: Mode = 'pass'
  let passed = 0
  const server = net.createServer(client => {
    if (mode === 'pass') passed += 1
    const host = net.connect(target, '127.0.0.1')
    for (const socket of [client, host]) {
      sockets.add(socket)
      if (mode === 'hang') dead.add(socket)
    }
    join(client, host)
    join(host, client)
  })
  const join = (from: net.Socket, to: net.Socket): void => {
    from.on('data', data => dead.has(from) || to.write(data))
    from.on('error', () => undefined)
    from.on('close', () => {
      sockets.delete(from)
      if (!dead.has(from)) to.destroy()
    })
  }
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  const set = async (next: Mode): Promise<void> => {
    mode = next
    if (next === 'refuse') await stop()
    else if (!server.listening) await listen(server, address, own)
    if (next === 'hang') for (const socket of sockets) dead.add(socket)
  }
  const own = await listen(server, address, port)
  return { port: own, passed: () => passed, set, close: stop }
}

async function listen(server: net.Server, address: string, port: number): Promise<number> {
  server.listen(port, address)
  await once(server, 'listening')
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : port
}
