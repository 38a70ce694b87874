import net from 'node:net'

// Joins its standard input and output to a TCP address: ssh's ProxyCommand, run inside the guest's network namespace.
const [host = '', port = ''] = process.argv.slice(2)
const socket = net.connect({ host, port: Number(port), noDelay: true, timeout: 0 })
socket.on('error', error => {
  console.error(`relay: ${host} port ${port}: ${error.message}`)
  process.exit(1)
})
socket.on('close', () => process.exit(0))
process.stdin.pipe(socket)
socket.pipe(process.stdout)
