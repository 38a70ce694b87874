import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dropFromLine, type EditResult, removeKeys, setKey } from '../../../modules/lib/ifcfg/edit-ifcfg.ts'
import type { IfcfgFile } from '../../../modules/lib/ifcfg/ifcfg-file.ts'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { type KeyReading, listKeys, readKey } from '../../../modules/lib/ifcfg/read-key.ts'
import { stringifyIfcfg } from '../../../modules/lib/ifcfg/stringify-ifcfg.ts'
import { bytesOf, runInBash } from './real-bash.ts'
import { ifcfgText, samples, writableValue } from './shell-fragments.ts'

describe('setKey', () => {
  test.each([
    ['a missing key goes to the end', 'A=1\n', 'B', 'x', 'A=1\nB=x\n'],
    ['an empty file', '', 'A', 'x y', 'A="x y"\n'],
    ['an unterminated last line is ended first', 'A=1', 'B', 'x', 'A=1\nB=x\n'],
    ['an unterminated line stays so when rewritten', 'B=1\nA=1', 'A', '2', 'B=1\nA=2'],
    ['the last of several lines is rewritten', 'A=1\nB=1\nA=2\n', 'A', '3', 'A=1\nB=1\nA=3\n'],
    ['an indented line moves to column one', '  A=1\n', 'A', '2', 'A=2\n'],
    ['a trailing comment stays', 'A=1  # why\n', 'A', '2', 'A=2  # why\n'],
    ['a trailing comment that init.d/network would evaluate goes', 'A=1 # DEVICE=x\n', 'A', '2', 'A=2\n'],
    ['CRLF: only the written line changes', 'B=1\r\nA=1 # c\r\nC=1\r\n', 'A', '2', 'B=1\r\nA=2 # c\nC=1\r\n'],
    ['CRLF: a line is added', 'B=1\r\n', 'A', '2', 'B=1\r\nA=2\n'],
    ['CRLF: the same value without the carriage return', 'A=1\r\n', 'A', '1', 'A=1\n'],
    ['an exported key', 'export A=1\nB=1\n', 'A', '2', 'A=2\nB=1\n'],
    ['an appended value', 'A=1\nA+=2\n', 'A', '3', 'A=1\nA=3\n'],
    ['a value over lines', 'A="x\ny"\nB=1\n', 'A', '2', 'A=2\nB=1\n'],
    ['a value over lines that look like keys', 'A="x \\\n b=1 \\\n c=2"\nB=1\n', 'A', '2', 'A=2\nB=1\n'],
    ['a byte order mark before the key', '\ufeffA=1\nB=1\n', 'A', '2', 'A=2\nB=1\n'],
    ['a byte order mark before another key', '\ufeffB=1\nA=1\n', 'A', '2', '\ufeffB=1\nA=2\n'],
    ['an unset key', 'A=1\nB=1\nunset A\n', 'A', '2', 'A=1\nB=1\nA=2\n'],
    ['a line with two keys stays', 'A=1 B=2\n', 'A', '3', 'A=1 B=2\nA=3\n'],
    ['a condition stays', 'if x; then A=1; fi\n', 'A', '2', 'if x; then A=1; fi\nA=2\n'],
    ['a key on which another depends', 'A=1\nB=$A\n', 'A', '2', 'A=1\nB=$A\nA=2\n'],
    ['above the point where bash stops', 'A=1\n)\nB=2\n', 'B', '3', 'A=1\nB=3\n)\n'],
    ['above a command that makes all below uncertain', 'B=1\nset -e\nA=$(x)\n', 'A', '', 'A=\nB=1\nset -e\n'],
    ['an empty value', 'A=1\n', 'A', '', 'A=\n'],
    ['a value with quotes', 'A=1\n', 'A', 'a"$`\\', 'A="a\\"\\$\\`\\\\"\n'],
    ['__proto__', 'A=1\n', '__proto__', 'x', 'A=1\n__proto__=x\n'],
    ['init.d/network: above a comment', '# DEVICE=x\nA=1\n', 'DEVICE', 'eth0', 'DEVICE=eth0\n# DEVICE=x\nA=1\n'],
    ['init.d/network: moved up', '#SLAVE=no\nA=1\nSLAVE=no # c\n', 'SLAVE', 'yes', 'SLAVE=yes # c\n#SLAVE=no\nA=1\n'],
    [
      'init.d/network: moved up though it reads right',
      '#SLAVE=no\nSLAVE=yes\n',
      'SLAVE',
      'yes',
      'SLAVE=yes\n#SLAVE=no\n'
    ],
    [
      'init.d/network: a comment below is harmless',
      'TYPE=Bond\n#TYPE=x\n',
      'TYPE',
      'Ethernet',
      'TYPE=Ethernet\n#TYPE=x\n'
    ],
    [
      'init.d/network: a key that ends alike is harmless',
      'BRIDGE_DEVICE=x\n',
      'DEVICE',
      'y',
      'BRIDGE_DEVICE=x\nDEVICE=y\n'
    ]
  ])('%s', (_, before, key, value, after) => {
    expect(textOf(setKey(parseIfcfg(before), key, value))).toBe(after)
  })

  test.each([
    ['a function sets it', 'f() { A=1; }\nA=1\n', 'A', 'x', 2],
    ['a command below an open quote would run', "A=(a b)c;'\nB[ x ]unset C\n", 'A', 'x', 2],
    ['it stands where bash may read a command', 'A=1\nB=$((x) | y\nC=3\nD=)\n', 'C', '4', 2],
    ['a value that blanks would shrink', 'A=1\n', 'DEVICE', 'a  b', 0],
    ['another key would hide it', "NAME='DEVICE=\n'\n", 'DEVICE', 'eth0', 1],
    ['a value with a newline', 'A=1\n', 'A', 'x\ny', 0],
    ['a value that is not Unicode', 'A=1\n', 'A', '\udcff', 0],
    ['a key with a newline', 'A=1\n', 'A=1\nB', 'x', 0]
  ])('refused: %s', (_, before, key, value, line) => {
    const result = setKey(parseIfcfg(before), key, value)
    expect(result).toMatchObject({ ok: false, line, why: expect.stringMatching(/./) })
  })

  test.each([
    ['a value that is there', 'A="1"\nB=2\n', 'A', '1'],
    ['an empty value that is there', 'A=\n', 'A', ''],
    ['init.d/network sees it too', 'DEVICE=eth0\n#DEVICE=x\n', 'DEVICE', 'eth0']
  ])('the same file object: %s', (_, text, key, value) => {
    const file = parseIfcfg(text)
    expect(setKey(file, key, value)).toEqual({ ok: true, file })
    expect(fileOf(setKey(file, key, value))).toBe(file)
  })
})

describe('removeKeys', () => {
  test.each([
    ['every plain line', 'A=1\nB=1\nA=2 # c\n', 'A', 'B=1\n'],
    ['the last, unterminated line', 'B=1\nA=1', 'A', 'B=1\n'],
    ['odd spellings', 'export A=1\nB=1\nA+=2\nA="x\ny"\n', 'A', 'B=1\n'],
    ['a line that bash does not reach', 'B=1\n)\nA=2\n', 'A', 'B=1\n)\n'],
    ['a comment that names it stays', '#DEVICE=x\nDEVICE=eth0\n', 'DEVICE', '#DEVICE=x\n'],
    ['CRLF', 'A=1\r\nB=1\r\n', 'A', 'B=1\r\n']
  ])('%s', (_, before, key, after) => {
    expect(textOf(removeKeys(parseIfcfg(before), [key]))).toBe(after)
  })

  test.each([
    ['a line with two keys', 'B=1\nA=1 C=2\n', 2],
    ['a condition', 'if x; then\nA=1\nfi\n', 1],
    ['another key depends on it', 'A=1\nB=$A\n', 2],
    ['it stands where bash may read a command', 'B=$((x) | y\nA=3\nD=)\n', 1]
  ])('refused: %s', (_, text, line) => {
    expect(removeKeys(parseIfcfg(text), ['A'])).toMatchObject({ ok: false, line, why: expect.stringMatching(/./) })
  })

  test('the same file object where no reader sees the key', () => {
    const file = parseIfcfg('B=1\nunset A\necho A=1\n')
    expect(fileOf(removeKeys(file, ['A']))).toBe(file)
  })
})

describe('removeKeys of several keys', () => {
  test.each([
    ['all keys of a line', 'B=1\nA=1 C="x y"\n', ['A', 'C'], 'B=1\n'],
    ['joined by semicolons', 'A=1; C=2;\nB=1\n', ['A', 'C'], 'B=1\n'],
    ['a comment behind them stays', 'A=1 C=2 # both\nB=1\n', ['C', 'A'], '# both\nB=1\n'],
    ['the third key is read from a later line', 'A=1 B=0 C=2\nB=1\n', ['A', 'C'], 'B=0\nB=1\n'],
    ['a comment that names one stays', 'A=1 C=2 B=1 # C=0\nB=1\n', ['A', 'C'], 'B=1 # C=0\nB=1\n'],
    ['in lines of their own', 'A=1\nB=1\nC=1\n', ['A', 'C'], 'B=1\n']
  ])('%s', (_, before, keys, after) => {
    expect(textOf(removeKeys(parseIfcfg(before), keys))).toBe(after)
  })

  test.each([
    ['a third key would come to be read', 'A=1 B=2 C=3\n', 1],
    ['a command', 'A=1 C=2 ifup\nA=1\nC=2\n', 1],
    ['a text over several lines', 'N="\nA=1 C=2\n"\nC=2\n', 2]
  ])('refused: %s', (_, text, line) => {
    expect(removeKeys(parseIfcfg(text), ['A', 'C'])).toMatchObject({ ok: false, line })
  })
})

describe('dropFromLine', () => {
  test.each([
    ['a line of its own', 'A=1\nA=2\n', 1, 'A=2\n'],
    ['a line with others, each read from a later one', 'A=1 B=2\nA=2\nB=2\n', 1, 'B=2\nA=2\nB=2\n'],
    ['a line that bash does not reach', 'A=2\n)\nB=1\nA=2\n', 4, 'A=2\n)\nB=1\n']
  ])('%s', (_, before, line, after) => {
    expect(textOf(dropFromLine(parseIfcfg(before), 'A', line))).toBe(after)
  })

  test.each([
    ['the line that counts', 'A=1\n', 1],
    ['a condition', 'if x; then\nA=1\nfi\nA=2\n', 2],
    ['a here document', 'cat <<E\nA=1\nE\nA=2\n', 2],
    ['a text over lines', 'N="\nA=1\n"\nA=2\n', 2]
  ])('refused: %s', (_, text, line) => {
    expect(dropFromLine(parseIfcfg(text), 'A', line)).toMatchObject({ ok: false, line })
  })

  test('changes how no key is read', () => {
    fc.assert(
      fc.property(ifcfgText, fc.constantFrom('DEVICE', 'SLAVE', 'A', 'B'), fc.nat(9), (text, key, line) => {
        const before = parseIfcfg(text)
        const after = fileOf(dropFromLine(before, key, line + 1))
        if (after !== undefined) expectOthersAlike(before, after, [])
      }),
      { numRuns: 300 }
    )
  })
})

describe('laws of editing', () => {
  const key = fc.constantFrom('DEVICE', 'SLAVE', 'A', 'B', 'NEW')

  test('what is set is read, is not changed again, and changes no other key', () => {
    fc.assert(
      fc.property(ifcfgText, key, writableValue, (text, name, value) => {
        const before = parseIfcfg(text)
        const after = fileOf(setKey(before, name, value))
        if (after === undefined) return
        expect(readKey(after, name)).toMatchObject({ state: 'value', value })
        expect(fileOf(setKey(after, name, value))).toBe(after)
        expectOthersAlike(before, after, [name])
      }),
      { numRuns: 300 }
    )
  })

  test('what is removed is absent, and no other key changes', () => {
    fc.assert(
      fc.property(ifcfgText, key, (text, name) => {
        const before = parseIfcfg(text)
        const after = fileOf(removeKeys(before, [name]))
        if (after === undefined) return
        expect(readKey(after, name)).toEqual({ state: 'absent' })
        expectOthersAlike(before, after, [name])
      }),
      { numRuns: 200 }
    )
  })

  test('keys that are removed together are absent, and no other key changes', () => {
    fc.assert(
      fc.property(ifcfgText, text => {
        const before = parseIfcfg(text)
        const after = fileOf(removeKeys(before, ['A', 'B']))
        if (after === undefined) return
        for (const name of ['A', 'B']) expect(readKey(after, name)).toEqual({ state: 'absent' })
        expectOthersAlike(before, after, ['A', 'B'])
      }),
      { numRuns: 300 }
    )
  })

  test('a plain file keeps every other line byte for byte', () => {
    const line = fc.constantFrom('B=1\n', '# c\n', '\n', 'C="x y" # c\n', 'D=1\r\n', 'A=1\n', '  A=2\n')
    fc.assert(
      fc.property(fc.array(line), writableValue, (lines, value) => {
        const after = textOf(setKey(parseIfcfg(lines.join('')), 'A', value))
        const others = lines.filter(source => !source.includes('A='))
        expect((after.match(/[^\n]*\n/g) ?? []).filter(source => !/^ *A=/.test(source))).toEqual(others)
      }),
      { numRuns: 200 }
    )
  })

  test('real bash reads what was set, by sourcing and by init.d/network, and the rest as before', () => {
    const keys = ['DEVICE', 'SLAVE', 'A', 'B']
    const drawn = samples(fc.tuple(ifcfgText, fc.constantFrom(...keys), writableValue))
    const edits = drawn.flatMap(([text, name, value]) => {
      const after = fileOf(setKey(parseIfcfg(text), name, value))
      return after === undefined ? [] : [{ text, name, value, after }]
    })
    const before = runInBash(edits.map(({ text }) => ({ text, keys })))
    const after = runInBash(edits.map(edit => ({ text: stringifyIfcfg(edit.after), keys })))
    const evaluated = runInBash(
      edits.map(edit => ({ text: stringifyIfcfg(edit.after), keys: ['SLAVE'], evaluate: 'SLAVE' }))
    )
    edits.forEach(({ text, name, value }, index) => {
      if (before[index] === undefined) return
      for (const other of keys) {
        const reading = readKey(parseIfcfg(text), other)
        if (other !== name && reading.state === 'differs' && reading.unknown) continue
        const wanted = other === name ? bytesOf(value) : (before[index]?.get(other) ?? '')
        expect([text, name, other, after[index]?.get(other) ?? '']).toEqual([text, name, other, wanted])
      }
      if (name === 'SLAVE') {
        expect([text, evaluated[index]?.get(name) ?? '']).toEqual([text, bytesOf(value)])
      }
    })
    expect(edits.length).toBeGreaterThan(drawn.length / 2)
  })
})

function fileOf(result: EditResult): IfcfgFile | undefined {
  return result.ok ? result.file : undefined
}

function textOf(result: EditResult): string {
  return result.ok ? stringifyIfcfg(result.file) : `refused at line ${result.line}: ${result.why}`
}

function isEmpty(reading: KeyReading): boolean {
  return reading.state === 'value' && reading.value === ''
}

/**
 * No other key is read otherwise; what NetworkManager alone took for keys, in lines of a value that has been replaced, may be
 * gone.
 */
function expectOthersAlike(before: IfcfgFile, after: IfcfgFile, names: readonly string[]): void {
  for (const key of new Set([...listKeys(before), ...listKeys(after)])) {
    if (names.includes(key)) continue
    const [was, is] = [readKey(before, key), readKey(after, key)]
    const isNotSourced = was.state === 'differs' ? !was.unknown && was.bash === undefined : isEmpty(was)
    if (isNotSourced && is.state === 'absent' && names.length > 0) continue
    expect({ ...is, line: 0, why: '' }, key).toEqual({ ...was, line: 0, why: '' })
  }
}
