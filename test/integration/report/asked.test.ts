import { describe, expect } from 'vitest'
import { manyHosts } from './made-up.ts'
import { shownHosts, tile, usePages } from './open-page.ts'

const pageTest = usePages()

describe('what is asked of the page', () => {
  pageTest('states, one or more of them', async open => {
    const { page, complaints } = await open()
    await tile(page, 'Drift').click()
    expect(await shownHosts(page)).toEqual(['web03'])
    expect(await page.getByRole('status').textContent()).toBe('1 of 13 shown')
    await tile(page, 'Pending change').click()
    expect(await shownHosts(page)).toEqual(['app01', 'web03'])
    expect(await tile(page, 'Drift').getAttribute('aria-pressed')).toBe('true')
    await tile(page, 'Drift').click()
    expect(await shownHosts(page)).toEqual(['app01'])
    expect(complaints).toEqual([])
  })

  pageTest('words, all of which a host must have', async open => {
    const { page } = await open()
    const find = page.getByRole('searchbox', { name: 'Search' })
    await find.fill('DB01')
    expect(await shownHosts(page)).toEqual(['db01'])
    await find.fill('52:54:00:00:01:01 vlan')
    expect(await shownHosts(page)).toEqual(['db02'])
    await find.fill('nobody has this')
    expect(await shownHosts(page)).toEqual([])
    await page.getByRole('button', { name: 'Show all hosts' }).click()
    expect(await shownHosts(page)).toHaveLength(13)
  })

  pageTest('by the address, which has what was asked', async open => {
    const { page } = await open({ hash: '#?find=eth1&state=degraded' })
    expect(await shownHosts(page)).toEqual(['app03', 'db01', 'web01'])
    await tile(page, 'Drift').click()
    expect(page.url()).toContain('#?find=eth1&state=degraded+drift')
  })

  pageTest('by keys alone', async open => {
    const { page } = await open()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the hosts')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    expect(await shownHosts(page)).toEqual(['web02'])
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
    await page.keyboard.press('/')
    await page.keyboard.type('no such host')
    expect(await shownHosts(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await shownHosts(page)).toHaveLength(13)
    await page.locator('summary').first().focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('details').first().getAttribute('open')).toBe('')
  })

  pageTest('by who cannot see it: landmarks, names, no word by colour alone', async open => {
    const { page } = await open()
    for (const role of ['banner', 'main', 'search', 'contentinfo'] as const)
      expect(await page.getByRole(role).count(), role).toBe(1)
    expect(await page.getByRole('article', { name: 'db01.example.net' }).count()).toBe(1)
    expect(await page.getByRole('region', { name: 'bond0', exact: true }).count()).toBe(10)
    const nameless = await page
      .locator('button, input, svg[role=img], summary')
      .evaluateAll(all => all.filter(one => !one.textContent?.trim() && one.id !== 'find').length)
    expect(nameless).toBe(0)
    const marks = await page.locator('.mark').allInnerTexts()
    expect(marks.filter(text => text.trim() === '')).toEqual([])
    const ids = await page.locator('[id]').evaluateAll(all => all.map(one => one.id))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

pageTest('500 hosts open in a second', async open => {
  const { page, complaints } = await open({}, manyHosts(500))
  const [parsed, loaded] = await page.evaluate<readonly number[]>(
    "(entry => [entry.domContentLoadedEventEnd, entry.loadEventEnd])(performance.getEntriesByType('navigation')[0])"
  )
  const took = await page.evaluate<number>(
    "(start => { document.getElementById('find').value = 'host0123'; document.getElementById('find').dispatchEvent(new Event('input')); document.body.offsetHeight; return performance.now() - start })(performance.now())"
  )
  console.log(
    `500 hosts: parsed ${Math.round(parsed ?? 0)} ms, loaded ${Math.round(loaded ?? 0)} ms, search ${Math.round(took)} ms`
  )
  expect(await shownHosts(page)).toEqual(['host0123'])
  expect(complaints).toEqual([])
  // A second on a quiet machine; the tests of other layers may share this one.
  expect(loaded).toBeLessThan(10_000)
})
