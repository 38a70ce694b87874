import fc from 'fast-check'

/** How many cases a comparison with real bash draws, and from which seed; both can be set from outside for a long run. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 400)
const SEED = Number(process.env.FUZZ_SEED ?? 1)

// No fragment may write to a file other than /dev/null: these texts are sourced.
const FRAGMENTS = [
  ...['A=', 'B=', 'C=', 'A+=', 'B+=1', 'A=1', 'B=2', 'C=3', 'A[0]=x', 'A=(a b)', '=', 'A', 'B', 'C', 'x', 'y z', '10'],
  ...['\n', '\n', '\n', '\n', ' ', ' ', ' ', '\t', '\r', ';', ';', '\\', '\\\n', '#', '# c', 'é', '\udcc3', '\udca9'],
  ...[
    '"',
    '"',
    "'",
    "'",
    "$'",
    '$"',
    '$',
    '`',
    '`:`',
    '$(',
    '$((',
    '))',
    '${',
    '$B',
    '\x24{B}',
    '$A',
    '"$C"',
    '$1',
    '$?'
  ],
  ...[
    'A:-x}',
    'A:=q}',
    '\\n',
    '\\x41',
    '\\c',
    '\\101',
    '\\u00e9',
    '~',
    '*',
    '[',
    '{a,b}',
    ' >/dev/null ',
    '<(',
    '<<E',
    '\nE\n'
  ],
  ...[
    'export ',
    'export A',
    'unset',
    'unset A',
    'unset B C',
    'declare ',
    'readonly B',
    'local A',
    'read A',
    'eval ',
    'set --'
  ],
  ...[
    '&',
    '&&',
    '||',
    '|',
    '! ',
    '(',
    ')',
    '{',
    '}',
    'if true; then ',
    'then',
    'else',
    'fi',
    'while false; do ',
    'done'
  ],
  ...['for A in 1 2; do ', 'in ', 'case x in ', 'x) ', ';;', 'esac', '[[ -n x ]]', '[ x ]', 'true ', 'echo ', 'E', 'f'],
  ...['f() { A=1; }', 'function f ', 'return', 'return\n']
]

const STATEMENTS = [
  ...['A=1', 'B="x y"', 'C=$B', 'export A=2', 'B+=3', 'unset A', 'A="$B"x', 'A=1 B=2', '# c', '  A=6', 'A=5\r'],
  ...[
    "C='it'\\''s'",
    'A=1 ; # c',
    'if true; then A=5; fi',
    'A=(1 2)',
    'A=x cmd',
    'echo A=1',
    'A=a\\',
    'cat <<E',
    'E',
    ')'
  ]
]

/** A text out of pieces of shell, mostly broken in some way. */
export const brokenShell = fc
  .array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 14 })
  .map(pieces => pieces.join(''))

/** A text of several lines, most of them sound. */
export const shellText = fc
  .array(fc.oneof(brokenShell, ...STATEMENTS.map(text => fc.constant(text))), { maxLength: 6 })
  .map(lines => `${lines.join('\n')}\n`)

const IFCFG_LINES = [
  ...['DEVICE=eth0', 'DEVICE=bond0 # c', '#DEVICE=x', '# DEVICE=x TYPE=Y', 'DEVICE=eth0\r', 'BRIDGE_DEVICE=br0'],
  ...['SLAVE=yes', 'SLAVE="yes"', '#SLAVE=no', 'SLAVE=no;#x', 'B="DEVICE=q # r"', '# c', '\r', '', 'A=$DEVICE'],
  ...STATEMENTS,
  ...['export A=3', 'A+=4', 'A=1; B=2', 'B="$A"', 'if [ -n "$A" ]; then B=9; fi', 'A="x', '', 'A=`:`', 'f() { A=1; }'],
  ...['declare A=2', 'B=$(x)', 'return', 'A=~', '{', '}', 'set -e', 'true && A=1']
]

/** An ifcfg file as it might be found, or worse; with and without a final newline. */
export const ifcfgText = fc
  .tuple(fc.array(fc.constantFrom(...IFCFG_LINES), { maxLength: 7 }), fc.constantFrom('\n', ''))
  .map(([lines, ending]) => (lines.length === 0 ? '' : lines.join('\n') + ending))

/** A value that an ifcfg file can hold, rich in what shells take amiss. */
export const writableValue = fc
  .array(fc.oneof(fc.constantFrom(...'\\"\'$`!*?[]{}()<>|&;#~=:,+%^@ \tab1é€😀'), fc.string({ unit: 'grapheme' })), {
    maxLength: 8
  })
  .map(pieces => pieces.join(''))
  .filter(text => !/[\0-\x08\n-\x1f\x7f-\x9f]/.test(text) && !/[\ud800-\udfff]/u.test(text))

/** As many samples as one run compares. */
export function samples<T>(source: fc.Arbitrary<T>): readonly T[] {
  return fc.sample(source, { numRuns: RUNS, seed: SEED })
}
