import { describe, expect, test } from 'vitest'
import { findAlias } from '../../../modules/lib/modprobe/find-alias.ts'
import {
  type AliasAbsent,
  type AliasPlan,
  type AliasPresent,
  planAliasAbsent,
  planAliasPresent
} from '../../../modules/lib/modprobe/plan-alias.ts'
import { fileName, type ModprobeSource, withChanges } from '../../../modules/lib/modprobe/read-sources.ts'
import { judgedBy, modulesOf, withoutModprobe } from './_modprobe.ts'

const etc = (name: string, text: string): ModprobeSource => ({ path: `/etc/modprobe.d/${name}`, text, writable: true })
const vendor = (name: string, text: string): ModprobeSource => ({
  path: `/usr/lib/modprobe.d/${name}`,
  text,
  writable: false
})

/** Which texts change to what; an unchanged file is its name alone. */
function outcome(plan: AliasPlan): readonly (string | readonly [string, string | undefined])[] {
  if (!plan.ok) throw new Error(plan.problem)
  return plan.files.map(({ path, before, after }) => (before === after ? path : [path, after]))
}

const wanted: AliasPresent = { alias: 'bond0', module: 'bonding', file: '/etc/modprobe.d/new.conf' }
const refusing: AliasPresent = { ...wanted, onOtherModule: 'refuse' }
const other = etc('other.conf', '# mine\nalias eth0 e1000\n')

interface Case {
  readonly name: string
  readonly sources: readonly ModprobeSource[]
  readonly request?: AliasPresent
  readonly files: ReturnType<typeof outcome>
}

const PRESENT: readonly Case[] = [
  { name: 'a new file', sources: [other], files: [['/etc/modprobe.d/new.conf', 'alias bond0 bonding\n']] },
  {
    name: 'appended to its file',
    sources: [etc('new.conf', 'options bonding max_bonds=0')],
    files: [['/etc/modprobe.d/new.conf', 'options bonding max_bonds=0\nalias bond0 bonding\n']]
  },
  {
    name: 'it stands in another file',
    sources: [etc('old.conf', 'alias bond0 bonding\n')],
    request: refusing,
    files: ['/etc/modprobe.d/old.conf']
  },
  {
    name: "it stands in a vendor's file",
    sources: [vendor('v.conf', 'alias bond0 bonding\n')],
    files: ['/usr/lib/modprobe.d/v.conf']
  },
  {
    name: 'it stands by a wildcard',
    sources: [etc('all.conf', 'alias bond* bonding\n')],
    request: refusing,
    files: ['/etc/modprobe.d/all.conf']
  },
  {
    name: 'the exact line is named rather than the wildcard',
    sources: [etc('a.conf', 'alias bond* bonding\n'), etc('b.conf', 'alias bond0 bonding\n')],
    files: ['/etc/modprobe.d/b.conf']
  },
  {
    name: 'what a comment swallows does not stand',
    sources: [etc('old.conf', '# \\\nalias bond0 bonding\n')],
    files: [['/etc/modprobe.d/new.conf', 'alias bond0 bonding\n']]
  },
  {
    name: 'another module is changed',
    sources: [etc('old.conf', 'alias bond0 dummy # x\n')],
    files: [['/etc/modprobe.d/old.conf', 'alias bond0 bonding # x\n']]
  },
  {
    name: 'lines that contradict each other are made one, in every file',
    sources: [
      etc('a.conf', 'alias bond0 dummy\nalias bond0 team\noptions dummy x=1\n'),
      etc('b.conf', 'alias bond0 bonding\nalias bond0 ifb\n'),
      etc('c.conf', 'alias bond0 bonding\n')
    ],
    files: [
      ['/etc/modprobe.d/a.conf', 'alias bond0 bonding\noptions dummy x=1\n'],
      ['/etc/modprobe.d/b.conf', 'alias bond0 bonding\nalias bond0 bonding\n']
    ]
  },
  {
    name: 'a carriage return makes another module',
    sources: [etc('old.conf', 'alias bond0 bonding\r\n')],
    files: [['/etc/modprobe.d/old.conf', 'alias bond0 bonding\n']]
  },
  {
    name: 'a pattern with a dash stands with an underscore',
    sources: [etc('old.conf', 'alias my_bond bonding\n')],
    request: { ...wanted, alias: 'my-bond' },
    files: ['/etc/modprobe.d/old.conf']
  },
  {
    name: 'into /etc/modprobe.conf where it is read',
    sources: [{ path: '/etc/modprobe.conf', text: '', writable: true }],
    request: { ...wanted, file: '/etc/modprobe.conf' },
    files: [['/etc/modprobe.conf', 'alias bond0 bonding\n']]
  }
]

describe('planAliasPresent', () => {
  test.each(PRESENT)('$name', ({ sources, request = wanted, files }) => {
    const plan = planAliasPresent(sources, request)
    expect(outcome(plan)).toEqual(files)
    const again = planAliasPresent(withChanges(sources, plan.ok ? plan.files : []), request)
    expect(outcome(again).filter(file => typeof file !== 'string')).toEqual([])
  })

  test.skipIf(withoutModprobe).each(PRESENT)(
    `$name: one module is loaded ${judgedBy}`,
    ({ sources, request = wanted }) => {
      const plan = planAliasPresent(sources, request)
      const after = withChanges(sources, plan.ok ? plan.files : [])
      const files = Object.fromEntries(after.map(({ path, text }) => [fileName(path), text]))
      expect(new Set(modulesOf(files, request.alias))).toEqual(new Set(['bonding']))
    }
  )

  test.each<readonly [string, readonly ModprobeSource[], AliasPresent, string]>([
    [
      'another module, refused',
      [etc('old.conf', '\nalias bond0 dummy\n')],
      refusing,
      'alias bond0: /etc/modprobe.d/old.conf, line 2, names module "dummy", not bonding, and modprobe loads every module whose alias matches; remove that line, or make it name bonding'
    ],
    [
      'a carriage return, refused',
      [etc('old.conf', 'alias bond0 bonding\r\n')],
      refusing,
      `alias bond0: /etc/modprobe.d/old.conf, line 1, names module "bonding\\r", not bonding, and modprobe loads every module whose alias matches; its line ends are CRLF: run sed -i 's/\\r$//' /etc/modprobe.d/old.conf`
    ],
    [
      "another module in a vendor's file",
      [vendor('v.conf', 'alias bond0 dummy\n')],
      wanted,
      'alias bond0: /usr/lib/modprobe.d/v.conf, line 1, names module "dummy", not bonding, and modprobe loads every module whose alias matches; copy it to /etc/modprobe.d/v.conf, which hides it, and edit that copy'
    ],
    [
      'another module by a wildcard',
      [etc('all.conf', 'alias bond* dummy\n')],
      wanted,
      'alias bond0: /etc/modprobe.d/all.conf, line 1 (bond*), names module "dummy", not bonding, and modprobe loads every module whose alias matches; remove that line, or narrow its pattern'
    ],
    [
      'a file that modprobe does not read',
      [],
      { ...wanted, file: '/etc/modprobe.d/bonding', fileOption: 'modprobe_file' },
      'modprobe_file: "/etc/modprobe.d/bonding" is none that a line can be added to; modprobe reads files directly in /etc/modprobe.d whose name ends in .conf and does not begin with a dot; name such a file'
    ],
    [
      "a file that would hide a vendor's",
      [vendor('new.conf', '')],
      wanted,
      'file: /etc/modprobe.d/new.conf would hide /usr/lib/modprobe.d/new.conf, since modprobe reads one file of a name only; give another name'
    ]
  ])('problem: %s', (_, sources, request, problem) => {
    expect(planAliasPresent(sources, request)).toEqual({ ok: false, problem })
  })

  test.each([
    ['/etc/modprobe.d/.conf'],
    ['/etc/modprobe.d/.x.conf'],
    ['/etc/modprobe.d/sub/x.conf'],
    ['/etc/modprobe.d/../x.conf'],
    ['/etc/modprobe.conf'],
    ['/usr/lib/modprobe.d/x.conf'],
    ['x.conf']
  ])('no place for an alias: %s', file => {
    expect(planAliasPresent([], { ...wanted, file }).ok).toBe(false)
  })

  test.each(['', 'a b', 'a\nb', 'a\tb', 'a\\', 'a[', 'a]', 'é', 'a\0', '\r'])('no word: %j', word => {
    expect(planAliasPresent([], { ...wanted, alias: word }).ok).toBe(false)
    expect(planAliasPresent([], { ...wanted, module: word }).ok).toBe(false)
  })

  test('an alias may have wildcards, a module may not', () => {
    expect(planAliasPresent([], { ...wanted, alias: 'bond[0-9]*' }).ok).toBe(true)
    expect(planAliasPresent([], { ...wanted, module: 'bond*' }).ok).toBe(false)
  })
})

const ABSENT: readonly (readonly [
  string,
  readonly ModprobeSource[],
  AliasAbsent,
  ReturnType<typeof outcome>,
  number
])[] = [
  ['it stands nowhere', [other], { alias: 'bond0' }, [], 0],
  [
    'a file that held nothing else goes',
    [etc('b.conf', '\nalias bond0 bonding\n')],
    { alias: 'bond0' },
    [['/etc/modprobe.d/b.conf', undefined]],
    0
  ],
  [
    'the rest of a file stays',
    [etc('b.conf', '# x\nalias bond0 bonding\nalias bond1 bonding\n')],
    { alias: 'bond0' },
    [['/etc/modprobe.d/b.conf', '# x\nalias bond1 bonding\n']],
    0
  ],
  [
    'every file',
    [etc('a.conf', 'alias bond0 bonding\n'), etc('b.conf', 'alias bond0 dummy\n#\n')],
    { alias: 'bond0' },
    [
      ['/etc/modprobe.d/a.conf', undefined],
      ['/etc/modprobe.d/b.conf', '#\n']
    ],
    0
  ],
  [
    'of this module only',
    [etc('a.conf', 'alias bond0 bonding\nalias bond0 dummy\n')],
    { alias: 'bond0', module: 'bonding' },
    [['/etc/modprobe.d/a.conf', 'alias bond0 dummy\n']],
    1
  ],
  [
    'in this file only',
    [etc('a.conf', 'alias bond0 bonding\n'), etc('b.conf', 'alias bond0 bonding\n')],
    { alias: 'bond0', file: '/etc/modprobe.d/b.conf' },
    [['/etc/modprobe.d/b.conf', undefined]],
    1
  ],
  [
    'the named file without it is unchanged',
    [etc('a.conf', '#\n')],
    { alias: 'bond0', file: '/etc/modprobe.d/a.conf' },
    ['/etc/modprobe.d/a.conf'],
    0
  ],
  ['a wildcard stays', [etc('a.conf', 'alias bond* bonding\n')], { alias: 'bond0' }, [], 1],
  [
    "a file that hides a vendor's stays, empty",
    [{ ...etc('a.conf', 'alias bond0 bonding\n'), hides: '/usr/lib/modprobe.d/a.conf' }],
    { alias: 'bond0' },
    [['/etc/modprobe.d/a.conf', '']],
    0
  ]
]

describe('planAliasAbsent', () => {
  test.each(ABSENT)('%s', (_, sources, request, files, warnings) => {
    const plan = planAliasAbsent(sources, request)
    expect(outcome(plan)).toEqual(files)
    expect(plan.ok && plan.warnings.length).toBe(warnings)
    const again = planAliasAbsent(withChanges(sources, plan.ok ? plan.files : []), request)
    expect(outcome(again).filter(file => typeof file !== 'string')).toEqual([])
  })

  test('a warning says where it still stands', () => {
    const plan = planAliasAbsent([etc('a.conf', 'alias bond* bonding\n')], { alias: 'bond0' })
    expect(plan.ok && plan.warnings).toEqual([
      'alias bond0: /etc/modprobe.d/a.conf, line 1 (bond*), still gives it module "bonding"'
    ])
  })

  test("a vendor's file is a problem", () => {
    expect(planAliasAbsent([vendor('v.conf', 'alias bond0 bonding\n')], { alias: 'bond0' })).toEqual({
      ok: false,
      problem:
        "alias bond0: /usr/lib/modprobe.d/v.conf, line 1, is a vendor's, which is never changed; copy it to /etc/modprobe.d/v.conf, which hides it, and edit that copy"
    })
  })
})

describe('findAlias', () => {
  test('says module, place and pattern', () => {
    const source = etc('a.conf', '#\nalias bond-[0-9] bonding\n')
    expect(findAlias([source], 'bond-1')).toEqual({
      source,
      path: '/etc/modprobe.d/a.conf',
      line: 2,
      pattern: 'bond_[0-9]',
      module: 'bonding',
      exact: false
    })
  })

  test('nothing', () => {
    expect(findAlias([other], 'bond0')).toBeUndefined()
  })
})
