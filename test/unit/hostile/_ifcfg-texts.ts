import fc from 'fast-check'
import { brokenShell, ifcfgText, writableValue } from '../ifcfg/shell-fragments.ts'
import { anyText, mostly, oneIn } from './_arbitraries.ts'
import { hostileLines, plainLines } from './_ifcfg-lines.ts'

const ends = fc.constantFrom('\n', '\n', '\n', '\n', '\n', '', '\r\n', '\n\n', '\\')

/** A file of a device as it usually is. */
export function plainIfcfg(head: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.subarray(plainLines, { maxLength: 8 }), ends)
    .map(([lines, end]) => [head, ...lines].join('\n') + end)
}

/** A file of a device with something in it that no one should rely on. Sourcing it writes nothing. */
export function hostileIfcfg(head: string): fc.Arbitrary<string> {
  const line = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...plainLines) },
    { weight: 3, arbitrary: fc.constantFrom(...hostileLines) },
    { weight: 1, arbitrary: brokenShell },
    { weight: 1, arbitrary: writableValue.map(value => `A=${value.replace(/[<>]/g, '_')}`) }
  )
  const texts = fc
    .tuple(fc.array(line, { maxLength: 8 }), fc.nat(8), ends, oneIn(8, fc.constantFrom('\ufeff', '\r', '\n\n', ' ')))
    .map(([lines, at, end, lead]) => (lead ?? '') + [...lines.slice(0, at), head, ...lines.slice(at)].join('\n') + end)
  const crlf = texts.map(text => text.replace(/\n/g, '\r\n'))
  return mostly(
    12,
    mostly(10, texts, crlf),
    fc.oneof(
      ifcfgText,
      anyText(60).map(text => text.replace(/[<>]/g, '_'))
    )
  )
}

/** A file of a device, mostly as it usually is. */
export function anyIfcfg(head: string): fc.Arbitrary<string> {
  return mostly(3, plainIfcfg(head), hostileIfcfg(head))
}
