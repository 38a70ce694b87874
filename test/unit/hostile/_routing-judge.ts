import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { textToBytes } from '../../../modules/lib/host/text.ts'
import { bondAddresses } from './_routing-args.ts'

/** The files of routes and rules of one bond, by their kind, such as `route6`. */
export type RoutingTexts = Readonly<Record<string, string>>

/** What a kernel has afterwards, as ip(8) prints it, and what ip complained of. */
export interface Routed {
  readonly routes: readonly { readonly [key: string]: unknown }[]
  readonly rules: readonly { readonly [key: string]: unknown }[]
  readonly errors: string
}

/**
 * Gives one set of files after the other to a kernel, in a network of its own that is empty each time, as ifup-routes does: a
 * file with ADDRESS0 is sourced, of another each line that is no comment is split by the shell and handed to ip.
 */
export function routeAll(all: readonly RoutingTexts[]): readonly Routed[] {
  const folder = mkdtempSync(join(tmpdir(), 'nic-bonding-routes-'))
  try {
    all.forEach((texts, index) => {
      mkdirSync(join(folder, String(index + 1e6)))
      for (const [kind, text] of Object.entries(texts))
        writeFileSync(join(folder, String(index + 1e6), kind), textToBytes(text))
    })
    writeFileSync(join(folder, 'all'), ALL)
    const done = spawnSync('unshare', ['--net', 'bash', 'all'], { cwd: folder, maxBuffer: 1 << 28, encoding: 'utf8' })
    if (done.error !== undefined) throw done.error
    const answers = done.stdout.split('end\0').slice(0, -1)
    if (answers.length !== all.length) throw new Error(`${answers.length} of ${all.length} answers: ${done.stderr}`)
    return answers.map(toRouted)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const ALL = `exec 2>&1
ip link add bond0 type veth peer name p0
${bondAddresses.map(address => `ip address add ${address} dev bond0${address.includes(':') ? ' nodad' : ''}`).join('\n')}
ip link set p0 up; ip link set bond0 up
printf '%s\n' 'route flush table all proto boot' 'rule flush' 'rule add pref 32766 table main' >fresh
hand_over() {
  local file=$1 type=\${1%6} n=0 line a m g
  if grep -Eq '^[[:space:]]*ADDRESS[0-9]+=' $file; then
    . ./$file
    while a=ADDRESS$n m=NETMASK$n g=GATEWAY$n; [ -n "\${!a}" ]; do
      echo route add "\${!a}/\${!m}" \${!g:+via "\${!g}"} dev bond0
      n=$((n + 1))
    done
  else
    { cat $file; echo; } | while read line; do
      [[ $line =~ ^[[:space:]]*(#.*)?$ ]] || echo $type add $line
    done
  fi
}
for one in [0-9]*; do
  ip -4 -batch fresh; ip -6 -batch fresh
  # ip passes over such a route when it flushes (iproute.c, print_route()): the kernel has one like it of its own.
  ip -6 route show table all proto boot | grep '^unreachable default .*metric 4294967295' | while read line; do ip -6 route del $line; done
  cd $one
  for file in route route6 rule rule6; do [ ! -f $file ] || (hand_over $file) >>batch\${file#\${file%6}}; done
  [ ! -s batch ] || ip -4 -force -batch batch
  [ ! -s batch6 ] || ip -6 -force -batch batch6
  for family in -4 -6; do
    printf 'routes\\0'; ip -j -d $family route show table all proto boot
    printf 'rules\\0'; ip -j $family rule show
  done
  printf 'end\\0'
  cd ..
done
`

function toRouted(answer: string): Routed {
  const [errors = '', ...lists] = answer.split(/(?:routes|rules)\0/)
  const [routes4, rules4, routes6, rules6] = lists.map((text): Routed['rules'] =>
    JSON.parse(text.trim() === '' ? '[]' : text)
  )
  return { routes: [...(routes4 ?? []), ...(routes6 ?? [])], rules: [...(rules4 ?? []), ...(rules6 ?? [])], errors }
}
