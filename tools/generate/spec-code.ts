import type { OptionSpecs } from '../../modules/lib/ansible/spec.ts'

/** JavaScript that exports `spec`; the options of dicts that equal the module's own are shared, not repeated. */
export function specCode(specs: OptionSpecs): string {
  const shared: string[] = []
  const own = Object.entries(specs).map(([option, { options, ...spec }]) => {
    if (options === undefined) return [option, spec] as const
    shared.push(`Object.assign(spec.${option}.options, ${sharedOptions(specs, options)})`)
    return [option, { ...spec, options: {} }] as const
  })
  return [`export const spec = ${json(Object.fromEntries(own))}`, ...shared].join('\n')
}

function sharedOptions(specs: OptionSpecs, options: OptionSpecs): string {
  const lines = Object.entries(options).map(([option, spec]) => {
    const same = JSON.stringify(specs[option]) === JSON.stringify(spec)
    return `  ${option}: ${same ? `spec.${option}` : JSON.stringify(spec)}`
  })
  return `{\n${lines.join(',\n')}\n}`
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
