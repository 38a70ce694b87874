import path from 'node:path'
import { fetchNode, sha256Of } from './setup/npm-node.mjs'

/** Fetches the official program `node` of one version for the role node and prints its checksum and path. */
function main() {
  const [platform, version, folder, ...rest] = process.argv.slice(2)
  if (platform === undefined || version === undefined || rest.length > 0)
    throw new Error('usage: npm run fetch-node -- linux-x64|linux-arm64 VERSION [FOLDER], as in linux-x64 10.24.1')
  const file = fetchNode(
    platform,
    version.replace(/^v/, ''),
    folder === undefined ? undefined : path.resolve(process.env.INIT_CWD ?? '.', folder)
  )
  console.log(`${sha256Of(file)}  ${file}`)
}

try {
  main()
} catch (error) {
  console.error(`fetch-node: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
