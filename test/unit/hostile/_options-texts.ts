import fc from 'fast-check'
import { mostly } from './_arbitraries.ts'
import { modprobeText } from './_modprobe-texts.ts'

/** Lines of modprobe.d with options of a module, of others beside it, and lines that are about neither. */
function linesFor(module: string): readonly string[] {
  const other = module.replace(/-/g, '_').replace(/_/, '-')
  return [
    ...[
      `options ${module} a=1`,
      `options ${module} a=1 b="x y"`,
      `options\t${other}\tc_d=1  c-d=2\t`,
      `options ${module}`
    ],
    ...[`options ${module} a=1 \\\n b=2`, `options ${module} a=1\\\n5`, `  options ${module} "a=x y" on`],
    ...[
      `options ${module} a=0x10 on=Y`,
      `options ${module} a=1 # b=2`,
      `options ${module}2 a=1`,
      'options bond0 mode=1'
    ],
    ...[
      `options ${module} max_bonds=0 miimon=100`,
      `options ${module} mode=active-backup`,
      `options ${module} miimon=0x64`
    ],
    ...[`blacklist ${module}`, `alias bond0 ${module}`, `install ${module} /bin/true`, `softdep ${module} pre: ipv6`],
    ...['# options bonding max_bonds=1', '', '# why \\', `options ${module} mode=4 max_bonds=2`]
  ]
}

function oddLinesFor(module: string): readonly string[] {
  return [
    ...[`options ${module} a="open`, `options ${module} -- a=1`, `options ${module} a=1\r`, `OPTIONS ${module} a=1`],
    ...[
      `options ${module} a=\\"1 2\\" b`,
      `options ${module} =a a==b`,
      `options ${module} a=\udcff`,
      `options ${module} \\`
    ],
    ...[`options ${module} \ufeffa=1`, `options ${module} a=$(canary)`, `options ${module} ${'a=1 '.repeat(900)}`]
  ]
}

/** A file with options of the module, among other lines or alone. */
export function optionsText(module: string): fc.Arbitrary<string> {
  const [plain, odd] = [linesFor(module), oddLinesFor(module)]
  const line = mostly(12, fc.constantFrom(...plain), fc.constantFrom(...odd))
  const text = fc
    .tuple(fc.array(line, { maxLength: 4 }), fc.constantFrom('\n', '\n', '\n', '', '\r\n', ' \\\n'))
    .map(([lines, end]) => lines.join('\n') + end)
  return mostly(6, text, modprobeText)
}
