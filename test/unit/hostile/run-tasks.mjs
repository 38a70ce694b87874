// Runs built modules one after the other in this process, as `node <bundle> <file of arguments>` would, and prints what each of
// them printed, as one JSON list. A task may have folders laid for it first, on a stand-in host whose /etc is a copy.
import fs from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const write = fs.writeSync
let printed = ''
fs.writeSync = (fd, bytes, ...rest) => {
  if (fd !== 1) return write(fd, bytes, ...rest)
  printed += bytes.toString('latin1', rest[0] ?? 0)
  return bytes.length - (rest[0] ?? 0)
}

const results = []
for (const { bundle, args, fresh, shows } of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) {
  fs.existsSync(`${args}/begins`)
  if (fresh !== undefined) layAnew(fresh)
  printed = ''
  process.argv[2] = args
  delete require.cache[bundle]
  require(bundle)
  results.push({ result: JSON.parse(printed), texts: (shows ?? []).map(textsIn) })
}
process.exitCode = 0
fs.writeSync = write
fs.writeFileSync(1, JSON.stringify(results))

/** Puts these folders in the place of those below /etc and /var, which belong to this host alone. */
function layAnew({ from, places }) {
  if (!fs.existsSync('/etc/stand-in')) throw new Error('this is no stand-in host')
  for (const place of places) {
    fs.rmSync(place, { recursive: true, force: true })
    if (fs.existsSync(from + place)) fs.cpSync(from + place, place, { recursive: true, verbatimSymlinks: true })
  }
}

function textsIn(folder) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []
  return Object.fromEntries(names.map(name => [name, fs.readFileSync(`${folder}/${name}`, 'latin1')]))
}
