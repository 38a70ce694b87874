import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { device, guide, infoOf } from '../../unit/info/_host.ts'
import { cardOf, usePages } from './open-page.ts'

const pageTest = usePages()

describe('what the page of the playbook report shows', () => {
  pageTest('totals, which are counted right', async open => {
    const { page } = await open()
    expect(await page.locator('.sum').textContent()).toContain('13 hosts, 11 bonds, 24 ports')
    const tiles = await page.locator('.tile').allInnerTexts()
    expect(tiles.map(text => text.replace(/\s+/g, ' '))).toEqual([
      ...['1 Bond down', '1 Not reached', '1 Could not look', '1 Fail-over failed', '3 Degraded'],
      ...['1 Pending change', '1 Drift', '1 Warnings', '1 No bonds', '2 All well']
    ])
  })

  pageTest('the worst first, then by name', async open => {
    const { page } = await open()
    expect(await page.locator('h2').allTextContents()).toEqual(
      [
        ...[
          'web02',
          'old01',
          'old02',
          'lab02',
          'app03',
          'db01',
          'web01',
          'app01',
          'web03',
          'app02',
          'one01',
          'db02',
          'lab01'
        ]
      ].map(name => `${name}.example.net`)
    )
  })

  pageTest('pictures, in words too', async open => {
    const { page } = await open()
    expect(await pictureOf(page, 'web01')).toBe(
      'bond0 of web01.example.net: Bond bond0, active-backup, up, 10 Gb/s. Port eth0: active, 10 Gb/s. Port eth1: no link.'
    )
    expect(await pictureOf(page, 'db02')).toBe(
      'bond0 of db02.example.net: Bond bond0, 802.3ad, up, 20 Gb/s. ' +
        'Port eth0: in use, 10 Gb/s, to 52:54:00:00:01:01 port 1. Port eth1: in use, 10 Gb/s, to 52:54:00:00:01:01 port 2. ' +
        'Switch by LACP: 52:54:00:00:01:01. VLAN 100 bond0.100: up. VLAN 200 bond0.200: up. VLAN 300 bond0.300: not running.'
    )
    expect(await pictureOf(page, 'app03')).toContain('No switch answers by LACP')
    expect(await drawn(page, 'db01')).toEqual({ busy: 3, idle: 1, broken: 2, switches: 3 })
    expect(await drawn(page, 'web01')).toEqual({ busy: 1, idle: 0, broken: 1, switches: 1 })
    expect(await cardOf(page, 'db01').locator('.picture').first().innerHTML()).toContain('left out')
  })

  pageTest('what bond_info really says of a host', async open => {
    const found = infoOf({
      ...guide,
      ...device('eth1', { carrier: '0\n', master: { link: '../bond0' } }),
      'ifcfg-bond0.100': 'DEVICE=bond0.100\nVLAN=yes\nONBOOT=yes\n'
    })
    const { page, complaints } = await open({}, { 'guide.example.net': { report_found: found } })
    expect(complaints).toEqual([])
    expect(await page.locator('.host').getAttribute('data-marks')).toBe('degraded')
    expect(await pictureOf(page, 'guide')).toBe(
      'bond0 of guide.example.net: Bond bond0, active-backup, up, 1 Gb/s. Port eth0: standby, 1 Gb/s. Port eth1: no link, 1 Gb/s. ' +
        'VLAN 100 bond0.100: not running.'
    )
  })

  pageTest('what is wrong, in words', async open => {
    const { page } = await open()
    const said = async (name: string) =>
      ((await cardOf(page, name).locator('.notes').textContent()) ?? '').replace(/\s+/g, ' ')
    expect(await said('web03')).toContain('bond0 miimon file 100, kernel 0 /etc/sysconfig/network-scripts/ifcfg-bond0')
    expect(await said('web03')).toContain('bond0 eth2 MASTER file bond0, kernel nothing')
    expect(await said('app01')).toContain('Change 5f0c1d7e9ab34c8f is waiting, 171 s until the host goes back')
    expect(await said('app02')).toContain('balance-rr needs ports of one channel group')
    expect(await said('old01')).toContain('No route to host')
    expect(await said('old02')).toContain('nic-bonding cannot be executed on this host')
    expect(await said('lab02')).toContain('the target did not answer for 5000 ms')
    expect(await cardOf(page, 'lab01').locator('.failover-table').locator('tbody').textContent()).toMatch(
      /eth0\s*eth1 266 ms\s*0 of 20\s*338 ms\s*passed/
    )
  })

  pageTest('nothing of it needs more room than there is, on a screen, a telephone or paper', async open => {
    for (const width of [1280, 390, 320])
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, complaints, requests } = await open({ width, colorScheme })
        await page.locator('summary').first().click()
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
        expect(complaints).toEqual([])
        expect(requests).toHaveLength(1)
        await page.emulateMedia({ media: 'print' })
        expect(await page.locator('.find').isVisible()).toBe(false)
        expect(await page.locator('.host').filter({ visible: true }).count()).toBe(13)
        await page.close()
      }
  })
})

async function pictureOf(page: Page, name: string): Promise<string> {
  const picture = cardOf(page, name).locator('.picture').first()
  const words = [await picture.locator('title').textContent(), await picture.locator('desc').textContent()]
  return words.map(text => text?.replace(/\s+/g, ' ').trim()).join(': ')
}

async function drawn(page: Page, name: string) {
  const count = (selector: string) => cardOf(page, name).locator(`.picture ${selector}`).count()
  const [busy, idle] = [await count('g.busy'), await count('g.idle')]
  return { busy, idle, broken: await count('g.broken .cross'), switches: await count('g.switch') }
}
