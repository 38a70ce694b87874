/** Every ansible-core that has its own list: from the oldest that is supported on, some to come. */
const versions = ['2.14', '2.15', '2.16', '2.17', '2.18', '2.19', '2.20', '2.21', '2.22', '2.23', '2.24']

const shebang = 'a module that is not Python: its first line names Node.js, as its extension does'
const extension = 'a module that is not Python: documented by the file .yml beside it'
const syntax = 'a module that is not Python: 2.14 parses it as such'

/**
 * What `ansible-test sanity` is told to ignore (`tests/sanity/ignore-<version>.txt`), each line with its reason: only
 * what comes of modules that are not Python. By the name of the file.
 */
export function sanityIgnores(moduleNames: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(versions.map(version => [`ignore-${version}.txt`, lines(moduleNames, version).join('')]))
}

function lines(moduleNames: readonly string[], version: string): readonly string[] {
  const modules = moduleNames.flatMap(name => [
    `plugins/modules/${name}.cjs shebang # ${shebang}\n`,
    `plugins/modules/${name}.cjs validate-modules:invalid-extension # ${extension}\n`,
    ...(version === '2.14' ? [`plugins/modules/${name}.cjs validate-modules:python-syntax-error # ${syntax}\n`] : [])
  ])
  const undocumented = moduleNames.map(
    name => `plugins/action/${name}.py action-plugin-docs # 2.14 looks for documentation in files .py only\n`
  )
  const internal = `plugins/action/program.py action-plugin-docs # of the playbook program alone; it has no module on the host\n`
  return [...(version === '2.14' ? undocumented : []), internal, ...modules].sort()
}
