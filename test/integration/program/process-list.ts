import fs from 'node:fs'

/** Looks every 50 ms at what ps(1) shows of all processes of this machine, those of its hosts too. Returns what was seen. */
export function watchProcesses(): { readonly end: () => readonly string[] } {
  const seen = new Set<string>()
  const timer = setInterval(() => {
    for (const pid of fs.readdirSync('/proc').filter(name => /^\d+$/.test(name))) seen.add(commandLine(pid))
  }, 50)
  return {
    end: () => {
      clearInterval(timer)
      return [...seen]
    }
  }
}

function commandLine(pid: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
