import { expect, test } from 'vitest'
import { diffEntries, fileResults } from '../../../modules/lib/ansible/diff.ts'

const files = [
  { path: '/new', before: undefined, after: 'a\n' },
  { path: '/same', before: 'a\n', after: 'a\n' },
  { path: '/edited', before: 'a\n', after: 'b\n' },
  { path: '/gone', before: 'a\n', after: undefined },
  { path: '/never', before: undefined, after: undefined },
  { path: '/emptied', before: 'a\n', after: '' }
]

test('the diff has the changed files in their order; an absent side is empty', () => {
  expect(diffEntries(files)).toEqual([
    { before: '', after: 'a\n', before_header: '/new', after_header: '/new' },
    { before: 'a\n', after: 'b\n', before_header: '/edited', after_header: '/edited' },
    { before: 'a\n', after: '', before_header: '/gone', after_header: '/gone' },
    { before: 'a\n', after: '', before_header: '/emptied', after_header: '/emptied' }
  ])
})

test('every file says what happened to it', () => {
  expect(fileResults(files).map(({ path, action }) => `${path} ${action}`)).toEqual([
    '/new create',
    '/same unchanged',
    '/edited update',
    '/gone remove',
    '/never unchanged',
    '/emptied update'
  ])
})

test('backups are named where an old text goes', () => {
  const results = fileResults(files, (path, text) => `${path}.${text.length}~`)
  expect(results.map(({ backup_file }) => backup_file)).toEqual([
    undefined,
    undefined,
    '/edited.2~',
    '/gone.2~',
    undefined,
    '/emptied.2~'
  ])
  expect(fileResults(files).some(result => 'backup_file' in result)).toBe(false)
})
