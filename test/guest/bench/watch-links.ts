import type { Case } from './case.ts'

/** Notes what the kernel says of links from now on, until `linksSetDown` is asked. */
export async function watchLinks(host: Case): Promise<void> {
  await host.run(
    'rm -f /run/links; setsid ip monitor link >/run/links 2>/dev/null </dev/null & echo $! >/run/monitor; sleep 0.5'
  )
}

/** The lines of links that were set down meanwhile; others change by themselves (LACP, bridges, statistics). */
export async function linksSetDown(host: Case): Promise<string> {
  return host.run("sleep 0.5; kill $(cat /run/monitor); grep '^[0-9]' /run/links | grep -v '[<,]UP[,>]' || true")
}
