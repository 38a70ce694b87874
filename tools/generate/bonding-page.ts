import { isBefore } from '../../modules/lib/bonding/kernel-release.ts'
import { type BondingOption, bondingOptions, type KnownDriver } from '../../modules/lib/bonding/options.ts'
import { unsettableOptions } from '../../modules/lib/bonding/unsettable.ts'
import { bondingDocumentation, modeNames } from './bonding-documentation.ts'

/** A generation of hosts: the Linux that its kernels are built on, and the drivers of it whose sources were read. */
interface Generation {
  readonly title: string
  readonly base: string
  readonly drivers: readonly KnownDriver[]
}

const generations: readonly Generation[] = [
  { title: 'EL6', base: '2.6.32', drivers: ['2.6.32-642.6.2.el6'] },
  { title: 'EL6, UEK', base: '2.6.39', drivers: ['2.6.39.3'] },
  { title: 'EL7', base: '3.10', drivers: ['3.10.0 (early EL7)', '3.10.0 (late EL7)'] },
  { title: 'EL8', base: '4.18', drivers: [] },
  { title: 'EL9', base: '5.14', drivers: [] },
  { title: 'Linux 7.1.8', base: '7.1.8', drivers: ['7.1.8'] }
]

const introduction = `# Bonding options

Every option of [nic.bonding.bond](../README.md) that goes to \`BONDING_OPTS\`, in every mode and on every generation of hosts.
This page is made from the module's own table by \`npm run build\`; a test holds it against that.

Where a source of the driver was read the cell is what that source says:

| generation | source |
|---|---|
| EL6 | the kernel of RHEL 6.8, 2.6.32-642.6.2.el6; of other minor releases nothing is known |
| EL6, UEK | Linux 2.6.39.3, on which UEK2 is built; what Oracle added was not read |
| EL7 | \`bond_options.c\` of two trees on GitHub: halfline/rhel7 at 06e3cc3514eb, of the time of RHEL 7.3, and OpenVZ/vzkernel at 302823550f42, of a late RHEL 7 |
| EL8, EL9 | none; a cell is what Linux 4.18 or 5.14 has as far as is known, and unknown where the option came later, since vendors backport |
| Linux 7.1.8 | the newest driver that was read |

| cell | means |
|---|---|
| yes | taken, and does something |
| idle | taken, and does nothing: the module refuses it there, unless it is the default |
| no | refused by the driver, and so by the module |
| none | the driver does not have the option |
| late | as yes, in late kernels of this generation only |
| (yes) (idle) (no) | best knowledge: no source of this generation was read |
| ? | unknown |

The module asks the driver itself where it can: what a bond in /sys/class/net shows decides, whatever this page says
(\`capabilities\` of nic.bonding.bond_info). It refuses an option only for what the driver shows or what the source of exactly
the running build says; a version alone makes a warning. "About Linux 5.3" is best knowledge, too.
`

/** The page of documentation with every option in every mode and on every generation of hosts. */
export function bondingPage(): string {
  const words = [...unsettableOptions].map(([name, why]) => `| \`${name}\` | ${why} |`)
  return [
    introduction,
    ...bondingOptions.map(optionSection),
    '## Words of the driver that no bond can be given\n',
    'They are refused as options, and in `BONDING_OPTS` where it is given as a key of a file.\n',
    ['| word | it |', '|---|---|', ...words].join('\n'),
    ''
  ].join('\n')
}

/** What an option comes to in a mode and on a generation; see the legend of the page. */
export function cellOf(option: BondingOption, mode: number, { base, drivers }: Generation): string {
  const { notIn, modes, modesIn, effective, since } = option
  if (drivers.length === 0) {
    if (since !== undefined && isBefore(base, since)) return '?'
    return `(${modes.includes(mode) ? word(effective.includes(mode)) : 'no'})`
  }
  const having = drivers.filter(driver => !notIn.includes(driver))
  const taking = having.filter(driver => (modesIn?.[driver] ?? modes).includes(mode))
  if (having.length === 0) return 'none'
  if (taking.length === 0) return 'no'
  if (!effective.includes(mode)) return 'idle'
  return taking.length === drivers.length ? 'yes' : 'late'
}

function optionSection(option: BondingOption): string {
  const head = ['', ...modeNames().map(({ name, id }) => `${name} (${id})`)]
  const rows = generations.map(generation => [
    generation.title,
    ...modeNames().map(({ id }) => cellOf(option, id, generation))
  ])
  const sentences = [...bondingDocumentation(option).description, ...furtherSentences(option)]
  return [
    `## ${option.name}\n`,
    `${[...new Set(sentences.join(' ').split(/(?<=\.) /))].join(' ').replace(/C\(([^)]*)\)/g, '`$1`')}\n`,
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    ''
  ].join('\n')
}

/** What Ansible's documentation of the module leaves out. */
function furtherSentences({ kind, since, needs, excludes, moduleParam, source }: BondingOption): readonly string[] {
  const values = kind.type === 'named' ? kind.values : []
  return [
    ...needs.map(({ option, why }) => `Needs C(${option}), since ${why}.`),
    ...excludes.map(option => `Excludes C(${option}).`),
    ...(since === undefined ? [] : [`Came with about Linux ${since}.`]),
    ...values.flatMap(value =>
      value.since === undefined ? [] : [`C(${value.name}) came with about Linux ${value.since}.`]
    ),
    ...values.flatMap(value =>
      value.until === undefined ? [] : [`C(${value.name}) was taken away in about Linux ${value.until}.`]
    ),
    moduleParam
      ? 'Also a parameter of the module bonding, as the default of every new bond.'
      : 'No parameter of the module bonding.',
    `Source: ${source}.`
  ]
}

function word(isEffective: boolean): string {
  return isEffective ? 'yes' : 'idle'
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
