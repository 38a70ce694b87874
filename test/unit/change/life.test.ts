import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lifeEdges } from '../../../modules/lib/change/life.ts'

const text = readFileSync(join(import.meta.dirname, '../../../docs/life-of-a-change.md'), 'utf8')
const diagram = /^```mermaid\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? ''
const states = [...new Set(lifeEdges.flatMap(([from, , to]) => [from, to]))].sort()
const events = [...new Set(lifeEdges.map(([, event]) => event))].sort()

test('the diagram has every edge of the table, and the table every edge of the diagram', () => {
  const edges = drawn().filter(({ from, to }) => from !== '[*]' && to !== '[*]')
  const named = edges.flatMap(({ from, label, to }) => label.split(', ').map(event => `${from} -${event}-> ${to}`))
  expect(named.sort()).toEqual(lifeEdges.map(([from, event, to]) => `${from} -${event}-> ${to}`).sort())
})

test('the diagram has nothing but edges, each pair of states once', () => {
  const lines = diagram.split('\n').filter(line => line.trim() !== '')
  expect(lines[0]).toBe('stateDiagram-v2')
  expect(drawn()).toHaveLength(lines.length - 1)
  const pairs = drawn().map(({ from, to }) => `${from} ${to}`)
  expect(new Set(pairs).size).toBe(pairs.length)
})

test('it begins where nothing is, and ends where nothing is left to do', () => {
  const ends = drawn().filter(({ from, to }) => from === '[*]' || to === '[*]')
  expect(ends.map(({ from, to }) => `${from} ${to}`)).toEqual(['[*] none', 'confirmed [*]', 'reverted [*]'])
  expect(states.filter(state => !lifeEdges.some(([from]) => from === state))).toEqual(['confirmed', 'reverted'])
})

test('from every state a change comes to its end', () => {
  const ending = new Set<string>(['confirmed', 'reverted'])
  for (const _ of states) for (const [from, , to] of lifeEdges) if (ending.has(to)) ending.add(from)
  expect([...ending].sort()).toEqual(states)
})

test('every state and every event is explained, and no other', () => {
  expect(firstColumn('## The states')).toEqual(states)
  expect(firstColumn('## The events')).toEqual(events)
})

interface Drawn {
  readonly from: string
  readonly label: string
  readonly to: string
}

/** The arrows of the diagram; the label is empty where there is none. */
function drawn(): readonly Drawn[] {
  const lines = [...diagram.matchAll(/^ {4}(\S+) --> (\S+)(?: : (.+))?$/gm)]
  return lines.map(([, from = '', to = '', label = '']) => ({ from, to, label }))
}

/** The first column of the table below a heading, sorted. */
function firstColumn(heading: string): readonly string[] {
  const section = text.slice(text.indexOf(heading)).split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter(line => line.startsWith('|'))
  return rows
    .slice(2)
    .map(row => row.split('|')[1]?.trim() ?? '')
    .sort()
}
