import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml'
import { type BondingOption, bondingOptions } from '../../modules/lib/bonding/options.ts'
import { bondingDocumentation } from './bonding-documentation.ts'

/** One option as Ansible documents it. */
export interface OptionDocumentation {
  readonly description: readonly string[]
  readonly type: string
  readonly elements?: string
  readonly required?: boolean
  readonly default?: unknown
  readonly choices?: readonly (string | number)[]
  readonly aliases?: readonly string[]
  readonly suboptions?: OptionDocumentations
}

export type OptionDocumentations = { readonly [option: string]: OptionDocumentation }

const sidecars = fileURLToPath(new URL('../../collection/plugins/modules', import.meta.url))

/** Options of the whole call; every other option is one of each dict in `bonds`. */
const notInDicts = ['bonds', 'root', 'backup']

/**
 * The sidecar of a module as it ships: the text itself, for `bond` with the bonding options, which are documented in
 * their table, after `ports`, and with the options of each dict in `bonds`.
 */
export function mergedDocumentation(name: string, sourceDir: string = sidecars): string {
  const source = fs.readFileSync(path.join(sourceDir, `${name}.yml`), 'utf8')
  if (name !== 'bond') return source
  const document = parseYaml(name, source)
  const options = document.getIn(['DOCUMENTATION', 'options'])
  if (!isMap(options)) throw new Error('bond.yml: there is no DOCUMENTATION.options')
  insertBondingOptions(document, options)
  const bonds = options.get('bonds')
  if (!isMap(bonds)) throw new Error('bond.yml: there is no option bonds')
  bonds.set('suboptions', document.createNode(briefly(dictOptions(options.toJS(document)))))
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

/** The options of each dict in `bonds`, and so of the role's list, from those of `bond`: all but a few, `name` required. */
export function dictOptions(options: OptionDocumentations): OptionDocumentations {
  const inner = Object.entries(options).filter(([option]) => !notInDicts.includes(option))
  return Object.fromEntries(
    inner.map(([option, documentation]) => {
      return [option, option === 'name' ? { ...documentation, required: true } : documentation]
    })
  )
}

/** The options of the sidecar as it ships. YAML 1.1, as Ansible reads it: `no` is a boolean there. */
export function documentedOptions(name: string, sourceDir: string = sidecars): OptionDocumentations {
  return parseYaml(name, mergedDocumentation(name, sourceDir)).toJS().DOCUMENTATION.options
}

/** The modules, by the sidecar that each of them has. */
export function moduleNames(sourceDir: string = sidecars): readonly string[] {
  const files = fs.readdirSync(sourceDir).filter(file => file.endsWith('.yml'))
  return files.map(file => file.slice(0, -'.yml'.length)).sort()
}

function parseYaml(name: string, text: string): ReturnType<typeof parseDocument> {
  const document = parseDocument(text, { version: '1.1' })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) throw new Error(`${name}.yml: ${problem.message}`)
  return document
}

function insertBondingOptions(document: ReturnType<typeof parseDocument>, options: YAMLMap): void {
  const isPair = (option: string) => (pair: { readonly key: unknown }) =>
    isScalar(pair.key) && pair.key.value === option
  for (const { name } of bondingOptions) {
    if (options.items.some(isPair(name)))
      throw new Error(`bond.yml: ${name} is documented in the table of bonding options`)
  }
  const place = options.items.findIndex(isPair('ports'))
  if (place < 0) throw new Error('bond.yml: there is no option ports, after which the bonding options come')
  const pairs = bondingOptions.map((option: BondingOption) => {
    return document.createPair(option.name, bondingDocumentation(option))
  })
  options.items.splice(place + 1, 0, ...pairs)
}

/** Their full texts would make the page twice as long. */
function briefly(options: OptionDocumentations): OptionDocumentations {
  const entries = Object.entries(options)
  return Object.fromEntries(
    entries.map(([name, option]) => [name, { ...option, description: [`As this module's own C(${name}).`] }])
  )
}
