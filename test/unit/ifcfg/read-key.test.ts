import { describe, expect, test } from 'vitest'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { listKeys, readKey } from '../../../modules/lib/ifcfg/read-key.ts'
import { bytesOf, runInBash } from './real-bash.ts'
import { samples, shellText } from './shell-fragments.ts'

describe('readKey', () => {
  test.each([
    ['the last duplicate counts', 'A=1\nA=2\n', 2, '2'],
    ['a rejected value that bash leaves unset is empty', 'A= eth0\n', 1, ''],
    ['a value after a finished condition', 'if x; then B=1; fi\nA=1\n', 2, '1'],
    ['a value set again after a condition', 'if x; then A=1; fi\nA=2\n', 2, '2'],
    ['a value above a syntax error', 'A=1\n)\n', 1, '1'],
    ['a command prefix sets nothing', 'A=1\nA=2 cmd\nA=1\n', 3, '1'],
    ['a line of a here-document is not read by bash', "cat <<'E'\nE\nA=1\n", 3, '1']
  ])('%s', (_, text, line, value) => {
    expect(readKey(parseIfcfg(text), 'A')).toEqual({ state: 'value', value, line })
  })

  test.each([
    ['append', 'A=1\nA+=2\n', 2, { bash: '12', nm: '1' }],
    ['export', 'export A=1\n', 1, { bash: '1', nm: undefined }],
    ['unset', 'A=1\nunset A\n', 2, { bash: undefined, nm: '1' }],
    ['CRLF', 'B=1\r\nA=1\r\n', 2, { bash: '1\r', nm: '1' }],
    ['a variable', 'B=x\nA=$B\n', 2, { bash: 'x', nm: '$B' }],
    ['below a syntax error', 'B=1\n)\nA=2\n', 2, { bash: undefined, nm: '2' }],
    ['below a return', 'return\nA=2\n', 1, { bash: undefined, nm: '2' }],
    ['in a pipeline', 'A=1 | cat\n', 1, undefined],
    ['in a here-document', "cat <<'E'\nA=1\nE\n", 2, { bash: undefined, nm: '1' }],
    ['bytes that are not UTF-8', 'A=\udcff\n', 1, { bash: '\udcff', nm: '' }],
    ['a second word', 'A=mode=1 miimon=100\n', 1, { bash: 'mode=1', nm: '' }]
  ])('differs: %s', (_, text, line, values) => {
    const reading = readKey(parseIfcfg(text), 'A')
    if (values === undefined) expect(reading).toMatchObject({ state: 'value', value: '' })
    else expect(reading).toMatchObject({ state: 'differs', unknown: false, line, ...values })
  })

  test.each([
    ['a condition', 'if [ -f /x ]; then\nA=1\nfi\n', 1],
    ['a variable of elsewhere', 'A=$HOSTNAME\n', 1],
    ['a tilde', 'B=1\nA=~\n', 2],
    ['a file that is sourced', 'A=1\n. ./x A=2\n', 2],
    ['a function', 'f() { A=2; }\nA=1\n', 2],
    ['an assigning expansion', 'A=1\nB=\x24{A:=2}\n', 2],
    ['a local variable', 'declare A=1\n', 1],
    ['after set', 'set -e\nA=1\n', 2],
    ['after an expansion that may fail', 'B=$((1/0)); A=1\n', 1],
    ['an indirect unset', 'A=1\nunset \x24{B}A\n', 2],
    ['below an array that bash drops', 'B=(f() { x; }\nA=1\n', 1],
    ['below what may make it read-only', 'B=1 && readonly A\nA=1\n', 2],
    ['a NUL character', 'A=1\0\n', 1],
    ['a dynamic variable of bash', 'RANDOM=1\nA=$RANDOM\n', 2]
  ])('not certain: %s', (_, text, line) => {
    expect(readKey(parseIfcfg(text), 'A')).toMatchObject({ state: 'differs', unknown: true, line })
  })

  test('the reason names both readers and their lines', () => {
    expect(readKey(parseIfcfg('A=1\n)\nB=2\n'), 'B')).toMatchObject({
      why: 'bash stops reading at line 2 (unexpected ")"); NetworkManager reads "2" (line 3)'
    })
    expect(readKey(parseIfcfg('A=mode=1 miimon=100\n'), 'A')).toMatchObject({
      why: 'bash reads "mode=1"; NetworkManager rejects the value and reads nothing'
    })
  })

  test('a key named __proto__ is a key like any other', () => {
    const file = parseIfcfg('__proto__=x\nA=$__proto__\n')
    expect(readKey(file, '__proto__')).toEqual({ state: 'value', value: 'x', line: 1 })
    expect(readKey(file, 'A')).toMatchObject({ bash: 'x' })
    expect(readKey(file, 'constructor')).toEqual({ state: 'absent' })
  })

  test('agrees with real bash wherever it claims to know', () => {
    const keys = ['A', 'B', 'C']
    const texts = samples(shellText)
    const outcomes = runInBash(texts.map(text => ({ text, keys })))
    const claims = texts.flatMap((text, index) =>
      keys.flatMap(key => {
        const outcome = outcomes[index]
        const reading = readKey(parseIfcfg(text), key)
        if (outcome === undefined || (reading.state === 'differs' && reading.unknown)) return []
        const ours = reading.state === 'value' ? reading.value : reading.state === 'differs' ? (reading.bash ?? '') : ''
        return [{ text, key, ours: bytesOf(ours), bash: outcome.get(key) ?? '' }]
      })
    )
    expect(claims.filter(({ ours, bash }) => ours !== bash)).toEqual([])
    expect(claims.filter(({ bash }) => bash !== '').length).toBeGreaterThan(texts.length / 4)
  })
})

describe('listKeys', () => {
  test.each([
    ['order of first appearance', 'B=1\nA=2\nB=3\n', ['B', 'A']],
    ['keys of one reader only', 'export A=1\nC=1 D=2\n)\nB=2\n', ['A', 'C', 'D', 'B']],
    ['keys of a part that may not run', 'if x; then\n  unset A\n  B=1\nfi\n', ['A', 'B']],
    ['a key that is only read or unset is none', 'unset A\necho "$B" C=1\n', []],
    ['__proto__', '__proto__=1\n', ['__proto__']]
  ])('%s', (_, text, keys) => {
    expect(listKeys(parseIfcfg(text))).toEqual(keys)
  })
})
