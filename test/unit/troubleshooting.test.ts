import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { messageTexts } from '../../tools/generate/message-texts.ts'
import { messageTopics } from '../../tools/generate/message-topics.ts'
import { troubleshootingPage } from '../../tools/generate/troubleshooting-page.ts'
import { checkout } from '../../tools/setup/shell.mjs'

test('every class of messages that the source has is explained, and no other', () => {
  const explained = messageTopics.flatMap(({ files }) => files)
  expect([...explained].sort()).toEqual([...messageTexts().keys()].sort())
})

test('the messages are found in the source as they are written', () => {
  const texts = messageTexts()
  expect(texts.get('bonding/rules/port-rules.ts')).toContain('...ports: ... is there twice; name each port once')
  expect(texts.get('bonding/plan/plan-port.ts')).toContain(
    '...: is already a port of ... (...=... in ..., line ...); remove it there first, or give both bonds in one task (bonds)'
  )
  expect([...texts.values()].flat().length).toBeGreaterThan(200)
})

test('docs/troubleshooting.md is what npm run build writes', () => {
  expect(fs.readFileSync(path.join(checkout, 'docs/troubleshooting.md'), 'utf8')).toBe(troubleshootingPage())
})
