import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { departures } from '../../../modules/lib/ansible/departures.ts'
import { resolveArguments } from '../../../modules/lib/ansible/resolve-arguments.ts'
import { ansiblePython, askAnsible, type ValidatorAnswer } from './ansible-validator.ts'
import { type CoercionCase, coercionCases, environment } from './coercion-cases.ts'
import { validatorOf } from './schema-of-specs.ts'

/**
 * The arguments that ansible-core 2.14 reads otherwise than the newest, which decides: it reads integers by int(), makes
 * "None" of null, and takes a set for a dict.
 */
const otherwiseIn214 = [
  '1.0',
  '"\\u001c5"',
  '"_1__0_"',
  '"1e2"',
  '"1E2"',
  '"1e+2"',
  '"100e-2"',
  '"0e-5"',
  '"0e99"',
  '"1.0"',
  '"1."',
  '"1.00e1"',
  '"1.25e2"',
  '".0"',
  '"1e16"',
  '[0, [5], 0]',
  '["a", null]',
  '["1", 2, "3.0"]',
  '"{\'a\'}"',
  'null',
  'null',
  '"5.0"'
].map(value => `{"x": ${value}}`)

const before = { ...process.env }

beforeAll(() => {
  Object.assign(process.env, environment)
})

afterAll(() => {
  process.env = before
})

const newest = ansiblePython('newest')
const oldest = ansiblePython('2.14')

describe.skipIf(newest === undefined)('held against the newest ansible-core', () => {
  const answers = newest === undefined ? [] : answersOf(newest)
  test.each(coercionCases.map((each, index) => ({ ...each, label: labelOf(each), index })))('$label', each => {
    const theirs = answers[each.index]
    const ours = ourAnswer(each)
    if (each.departure === undefined) expect(ours).toEqual(comparable(theirs))
    else expect(ours).not.toEqual(comparable(theirs))
  })
})

test('every listed departure has a case, and every case a listed departure', () => {
  const used = new Set(coercionCases.map(each => each.departure).filter(id => id !== undefined))
  expect([...used].sort()).toEqual(departures.map(({ id }) => id).sort())
})

test.skipIf(newest === undefined || oldest === undefined)('only the named cases are otherwise in 2.14', () => {
  const [new_, old] = [answersOf(newest ?? ''), answersOf(oldest ?? '')]
  const differing = coercionCases.filter((_, index) => {
    return JSON.stringify(comparable(new_[index])) !== JSON.stringify(comparable(old[index]))
  })
  expect(differing.map(({ params }) => params)).toEqual(otherwiseIn214)
})

function answersOf(python: string): readonly ValidatorAnswer[] {
  const saved = { ...process.env }
  Object.assign(process.env, environment)
  const cases = coercionCases.map(({ specs, params }) => ({ spec: specs, params }))
  const answers = askAnsible(python, cases)
  process.env = saved
  return answers
}

function ourAnswer({ specs, params }: CoercionCase): unknown {
  const { values, problems } = resolveArguments({ spec: specs, validate: validatorOf(specs) }, JSON.parse(params))
  return problems.length > 0 ? 'refused' : values
}

function comparable(answer: ValidatorAnswer | undefined): unknown {
  return answer === undefined || 'error' in answer ? 'refused' : answer.values
}

function labelOf({ specs, params, departure }: CoercionCase): string {
  const spec = JSON.stringify(specs.x)
  return `${params} as ${spec}${departure === undefined ? '' : ` (${departure})`}`
}
