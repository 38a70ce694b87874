import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { bondingOptions } from '../../../modules/lib/bonding/options.ts'
import { unsettableOptions } from '../../../modules/lib/bonding/unsettable.ts'
import { bondingPage } from '../../../tools/generate/bonding-page.ts'
import { checkout } from './generated.ts'

const page = fs.readFileSync(path.join(checkout, 'docs/bonding-options.md'), 'utf8')
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map(section => [section.slice(0, section.indexOf('\n')), section] as const)
)

/** The cells of an option by generation, modes 0 to 6. */
function cells(option: string, generation: string): string {
  const row = (sections.get(option) ?? '').split('\n').find(line => line.startsWith(`| ${generation} |`))
  return (row ?? '').split('|').slice(2, -1).join('').trim().replace(/ +/g, ' ')
}

test('the page in docs is the one of the table: npm run build writes it', () => {
  expect(page).toBe(bondingPage())
})

test('it has every option, every word that no bond can be given, and seven modes on six generations for each option', () => {
  const generations = ['EL6', 'EL6, UEK', 'EL7', 'EL8', 'EL9', 'Linux 7.1.8']
  for (const { name } of bondingOptions)
    for (const generation of generations)
      expect(cells(name, generation).split(' '), `${name}, ${generation}`).toHaveLength(7)
  for (const word of unsettableOptions.keys()) expect(page).toContain(`| \`${word}\` | `)
})

/** Written down from the sources that the page names. */
describe('what a source says', () => {
  test.each([
    ['lacp_rate', 'EL6', 'no no no no yes no no'],
    ['min_links', 'EL6', 'idle idle idle idle yes idle idle'],
    ['min_links', 'EL6, UEK', 'none none none none none none none'],
    ['tlb_dynamic_lb', 'EL6', 'no no no no no yes no'],
    ['tlb_dynamic_lb', 'EL7', 'no no no no no yes no'],
    ['tlb_dynamic_lb', 'EL8', '(no) (no) (no) (no) (no) (yes) (yes)'],
    ['arp_validate', 'EL6, UEK', 'no yes no no no no no'],
    ['arp_interval', 'EL6, UEK', 'yes yes yes yes idle no no'],
    ['ad_actor_system', 'EL7', 'no no no no late no no'],
    ['ad_actor_system', 'EL6', 'none none none none none none none'],
    ['lacp_active', 'EL8', '? ? ? ? ? ? ?'],
    ['arp_missed_max', 'EL9', '? ? ? ? ? ? ?'],
    ['packets_per_slave', 'Linux 7.1.8', 'yes no no no no no no'],
    ['fail_over_mac', 'EL7', 'idle yes idle idle idle idle idle'],
    ['primary', 'EL9', '(no) (yes) (no) (no) (no) (yes) (yes)']
  ])('%s on %s: %s', (option, generation, expected) => {
    expect(cells(option, generation)).toBe(expected)
  })
})
