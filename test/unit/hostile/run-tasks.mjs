// Runs built modules one after the other in this process, as `node <bundle> <file of arguments>` would, and prints what each of
// them printed, as one JSON list.
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
for (const { bundle, args } of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) {
  printed = ''
  process.argv[2] = args
  delete require.cache[bundle]
  require(bundle)
  results.push(JSON.parse(printed))
}
process.exitCode = 0
fs.writeSync = write
fs.writeFileSync(1, JSON.stringify(results))
