import type { OptionSpec, OptionSpecs } from '../../modules/lib/ansible/spec.ts'

/** JavaScript that exports `spec`; the options of dicts that equal the module's own, and words, are shared, not repeated. */
export function specCode(specs: OptionSpecs): string {
  const words = repeatedWords(specs)
  const lines = Object.entries(specs).map(([option, { options, ...spec }]) => {
    return `  ${option}: ${fieldsCode(options === undefined ? spec : { ...spec, options: {} }, words)}`
  })
  const nested = Object.entries(specs).flatMap(([option, { options }]) => {
    return options === undefined
      ? []
      : [`Object.assign(spec.${option}.options, ${sharedOptions(specs, options, words)})`]
  })
  const shared = words.map((text, index) => `const words${index} = ${JSON.stringify(text)}`)
  return [...shared, `export const spec = {\n${lines.join(',\n')}\n}`, ...nested].join('\n')
}

function sharedOptions(specs: OptionSpecs, options: OptionSpecs, words: readonly string[]): string {
  const lines = Object.entries(options).map(([option, spec]) => {
    const same = JSON.stringify(specs[option]) === JSON.stringify(spec)
    return `  ${option}: ${same ? `spec.${option}` : fieldsCode(spec, words)}`
  })
  return `{\n${lines.join(',\n')}\n}`
}

/** One line, which the bundler leaves as one. */
function fieldsCode(spec: OptionSpec, words: readonly string[]): string {
  const fields = Object.entries(spec).map(([field, value]) => {
    const at = words.indexOf(value)
    return `${field}: ${at === -1 ? JSON.stringify(value) : `words${at}`}`
  })
  return `{ ${fields.join(', ')} }`
}

/** The words for values that stand in more than one spec. */
function repeatedWords(specs: OptionSpecs): readonly string[] {
  const all = allSpecs(specs).flatMap(({ must, elementsMust }) => [must, elementsMust])
  const texts = all.flatMap(text => (text === undefined ? [] : [text]))
  return [...new Set(texts.filter((text, index) => texts.indexOf(text) !== index))]
}

function allSpecs(specs: OptionSpecs): readonly OptionSpec[] {
  const own = Object.values(specs)
  const differing = own.flatMap(({ options = {} }) => {
    return Object.entries(options).filter(([option, spec]) => JSON.stringify(specs[option]) !== JSON.stringify(spec))
  })
  return [...own, ...differing.map(([, spec]) => spec)]
}
