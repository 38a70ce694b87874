import { system } from '#system'
import { cases, type Place } from './cases.ts'

/**
 * Runs every case on the engine that it is built for, the place of it as JSON in a file that the first word names, and prints
 * what they tell as one JSON object. `conformance.test.ts` judges it.
 */
function main(): void {
  const place: Place = JSON.parse(textOf(system.args[0] ?? ''))
  const wanted = Object.entries(cases).filter(([name]) => name !== place.except)
  const told = wanted.map(([name, run]): [string, unknown] => [name, attempt(() => run(system, place))])
  const bytes = system.encode(`${JSON.stringify(Object.fromEntries(told))}\n`)
  for (let done = 0; done < bytes.length; ) done += system.write(1, bytes, done, bytes.length - done)
  system.setExitStatus(7)
}

function textOf(path: string): string {
  const fd = system.open(path, system.constants.O_RDONLY)
  const bytes = new Uint8Array(system.fstat(fd).size)
  system.read(fd, bytes, 0, bytes.length)
  system.close(fd)
  return system.decode(bytes)
}

function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error instanceof Error ? `threw ${error.name}: ${error.message}\n${error.stack}` : String(error)
  }
}

main()
