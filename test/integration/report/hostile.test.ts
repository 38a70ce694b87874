import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { hostOfEachState } from './made-up.ts'
import { usePages } from './open-page.ts'
import { templates } from './render.ts'

const pageTest = usePages()

const evil = `"'><script>document.title='owned'</script><img src=x onerror="document.title='owned'"></title></style>{{ 7 * 7 }}`

describe('what hosts say is text and nothing else', () => {
  const isText = (value: unknown): boolean => typeof value === 'string'
  const spoilt: readonly (readonly [string, (value: unknown) => unknown])[] = [
    ['every text is hostile', value => (isText(value) ? evil : value)],
    ['every text ends in something hostile', value => (isText(value) ? `${value}${evil}` : value)],
    ['every number is a hostile text', value => (typeof value === 'number' ? evil : value)]
  ]
  for (const [name, spoil] of spoilt)
    pageTest(name, async open => {
      const hosts = Object.entries(hostOfEachState).map(([host, seen]) => [`${evil}${host}`, deeply(seen, spoil)])
      const { page, complaints, requests } = await open({}, Object.fromEntries(hosts))
      expect(complaints).toEqual([])
      expect(requests).toHaveLength(1)
      expect(await page.title()).toBe('Bonds of 13 hosts')
      expect(await page.locator('script').count()).toBe(1)
      expect(await page.locator('img, iframe, [onerror], [onload]').count()).toBe(0)
      expect((await page.locator('h2').allTextContents()).every(text => text.startsWith(evil))).toBe(true)
    })
})

/** Ansible ignores Jinja's own `autoescape`, so that every expression has to see to it. */
test('every expression of the templates is escaped as a whole', () => {
  const folder = path.join(templates, 'report')
  // The macros of marks.j2 return words, which whoever calls them escapes.
  const files = fs.readdirSync(folder).filter(name => name.endsWith('.j2') && name !== 'marks.j2')
  expect(files.length).toBeGreaterThan(5)
  const loose = files.flatMap(name => {
    const text = fs.readFileSync(path.join(folder, name), 'utf8')
    const found = [...text.matchAll(/\{\{(.*?)\}\}/gs)].map(match => match[1] ?? '')
    return found.filter(expression => !isEscaped(expression)).map(expression => `${name}: ${expression}`)
  })
  expect(loose).toEqual([])
})

/** A filter binds tighter than `if` and `~`, so what has these stands in brackets that span all of it. */
function isEscaped(expression: string): boolean {
  const whole = /^ (.*) \| e $/s.exec(expression)?.[1]
  return whole !== undefined && (!/ if | ~ /.test(whole) || spansAll(whole))
}

function spansAll(text: string): boolean {
  let depth = 0
  const closes = [...text].findIndex(char => {
    depth += char === '(' ? 1 : char === ')' ? -1 : 0
    return depth === 0
  })
  return text.startsWith('(') && closes === text.length - 1
}

function deeply(value: unknown, spoil: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(one => deeply(one, spoil))
  if (typeof value !== 'object' || value === null) return spoil(value)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deeply(one, spoil)]))
}
