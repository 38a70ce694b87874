import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildProbe, marker, type ProbeBundle, runNode, withArguments } from './probe-bundle.ts'

let probe: ProbeBundle

beforeAll(async () => {
  probe = await buildProbe()
})

afterAll(() => {
  fs.rmSync(probe.folder, { recursive: true, force: true })
})

/** Runs the module as Ansible does with pipelining. */
function pipelined(args: object) {
  const run = runNode([], withArguments(probe, args))
  return { ...run, result: JSON.parse(run.stdout) }
}

/** Runs a shell command in the probe's folder, where `module.cjs` is the module with arguments and NODE this Node. */
function shell(command: string, args: object) {
  fs.writeFileSync(path.join(probe.folder, 'module.cjs'), withArguments(probe, args))
  fs.writeFileSync(path.join(probe.folder, 'nonblocking.cjs'), "process.stdout.write('')")
  const env = { ...process.env, NODE: process.execPath }
  return spawnSync('bash', ['-c', command], { cwd: probe.folder, env, encoding: 'utf8', maxBuffer: 1 << 26 })
}

describe('the ways to give arguments', () => {
  const args = { text: 'é */ ` \x24{x} \u2028 </script> \\', settings: { a: 1 } }

  test('as a file that Ansible wrote them into', () => {
    const file = path.join(probe.folder, 'written.cjs')
    fs.writeFileSync(file, withArguments(probe, args))
    expect(JSON.parse(runNode([file]).stdout)).toMatchObject(args)
  })

  test('by standard input, as with pipelining', () => {
    expect(pipelined(args).result).toMatchObject(args)
  })

  test('as a file of JSON, named on the command line', () => {
    const file = path.join(probe.folder, 'args.json')
    fs.writeFileSync(file, JSON.stringify(args))
    expect(JSON.parse(runNode([path.join(probe.folder, 'probe.cjs'), file]).stdout)).toMatchObject(args)
  })

  test('by standard input, where the text has none', () => {
    const text = JSON.stringify({ ...args, text: 'é'.repeat(40_000) })
    const run = runNode([path.join(probe.folder, 'probe.cjs')], text)
    expect(JSON.parse(run.stdout)).toMatchObject(JSON.parse(text))
  })

  test('inside the wrapper that Python modules get', () => {
    expect(pipelined({ ANSIBLE_MODULE_ARGS: args }).result).toMatchObject(args)
  })

  test('none at all: it says how it is run', () => {
    const run = runNode([path.join(probe.folder, 'probe.cjs')])
    expect(JSON.parse(run.stdout)).toMatchObject({ failed: true, changed: false })
    expect(run.stdout).toContain('node <this file> <arguments.json>')
  })

  test('a file that is not there', () => {
    const run = runNode([path.join(probe.folder, 'probe.cjs'), '/nowhere/args'])
    expect(JSON.parse(run.stdout).msg).toMatch(
      /^arguments: \/nowhere\/args cannot be read \(ENOENT\); give a file of JSON$/
    )
  })

  test.each(['[1]', '5', 'null', '{"count": NaN}', 'k=v'])('what is no JSON object: %s', text => {
    const run = runNode([], probe.text.split(marker).join(text))
    expect(run.status).toBe(1)
    expect(JSON.parse(run.stdout).msg).toMatch(/^arguments: they are no JSON/)
  })
})

describe('the ways to end', () => {
  test('success: exit code 0, one line of JSON, nothing on standard error, warnings of Node included', () => {
    const run = pipelined({})
    expect([run.status, run.stderr, run.stdout.split('\n').length]).toEqual([0, '', 2])
    expect(run.result.invocation).toEqual({ module_args: { act: 'echo' } })
  })

  test('a problem of the host: all of its messages, exit code 1', () => {
    const { status, result } = pipelined({ act: 'refuse' })
    expect(status).toBe(1)
    expect(result).toEqual({
      changed: false,
      failed: true,
      msg: 'first problem\nsecond problem',
      invocation: { module_args: { act: 'refuse' } }
    })
  })

  test('a bug: message and stack', () => {
    const { status, result } = pipelined({ act: 'break', text: 'x' })
    expect(status).toBe(1)
    expect(result).toMatchObject({ changed: false, failed: true })
    expect(result.msg).toMatch(/^Unexpected error in nic\.bonding\.probe: a bug with x; this is a bug, report it/)
    expect(result.exception).toMatch(/^TypeError: a bug with x\n +at /)
  })

  test('something thrown that is no Error', () => {
    expect(pipelined({ act: 'throw-text', text: 'odd' }).result.msg).toContain('nic.bonding.probe: odd;')
  })

  test('a result that says failed: exit code 1, the rest kept', () => {
    const { status, result } = pipelined({ act: 'fail' })
    expect(status).toBe(1)
    expect(result).toMatchObject({ changed: true, failed: true, msg: 'half done' })
  })

  test("problems of the arguments and of the module's own check come together, and nothing is run", () => {
    const { result } = pipelined({ acts: 'break', act: 'break', count: 7 })
    expect(result.msg.split('\n')).toEqual([
      'acts: is no option of this module; did you mean act? Known options: act, text, settings, count',
      'count: 7 is refused here'
    ])
  })

  test('an invalid value is not there for the check, and named to it', () => {
    const { result } = pipelined({ count: 'x' })
    expect(result.msg).toBe('count: "x" is refused, it must be an integer\ncount: this text must not be seen')
    expect(result.invocation.module_args).toEqual({ act: 'echo' })
  })
})

describe("Ansible's internal keys", () => {
  test('check mode and diff mode reach the module', () => {
    expect(pipelined({ _ansible_check_mode: true }).result).toMatchObject({ checkMode: true, diffMode: false })
    expect(pipelined({ _ansible_diff: true }).result).toMatchObject({ checkMode: false, diffMode: true })
  })

  test('one that nobody knows yet is ignored', () => {
    expect(pipelined({ _ansible_of_tomorrow: [1] }).result.invocation).toEqual({ module_args: { act: 'echo' } })
  })

  test('no invocation when it is not wanted', () => {
    expect(pipelined({ _ansible_inject_invocation: false }).result).not.toHaveProperty('invocation')
    expect(pipelined({ _ansible_inject_invocation: true }).result).toHaveProperty('invocation')
  })

  test('neither invocation nor diff with no_log', () => {
    const { result } = pipelined({ _ansible_no_log: true })
    expect(Object.keys(result)).not.toContain('invocation')
    expect(Object.keys(result)).not.toContain('diff')
  })
})

describe('secrets', () => {
  const placeholder = 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER'
  const args = { text: 'my pass phrase, "q\\', settings: { WPA_PSK: 'my pass phrase', KEY1: '"q\\', KEY: 'ab' } }

  test('are masked wherever they occur: arguments, files, what the module names', () => {
    const { stdout, result } = pipelined(args)
    expect(result.invocation.module_args.settings).toEqual({
      WPA_PSK: placeholder,
      KEY1: placeholder,
      KEY: placeholder
    })
    expect(result.text).toBe(`${placeholder}, ${placeholder}`)
    expect(result.diff[0].before).toBe(`DEVICE=eth0\nKEY2=${placeholder}\n`)
    expect(result.message).toBe(`KEY2 was ${placeholder}, the token is ${placeholder}`)
    expect(stdout).not.toMatch(/pass phrase|from the file|12345/)
    expect(result).not.toHaveProperty('secrets')
  })

  test('in messages and stacks of failures', () => {
    const run = pipelined({ ...args, act: 'break' })
    expect(run.stdout).not.toContain('pass phrase')
    expect(run.result.msg).toContain(`a bug with ${placeholder}`)
  })

  test('in a dict that is given as text', () => {
    const run = pipelined({ text: 'hush hush', settings: "WPA_PSK='hush hush' A=b" })
    expect(run.stdout).not.toContain('hush')
    expect(run.result.settings).toEqual({ WPA_PSK: placeholder, A: 'b' })
  })

  test('in a dict that cannot be read', () => {
    expect(pipelined({ settings: "{'WPA_PSK': 'hush', }}" }).stdout).not.toContain('hush')
  })
})

describe('the bytes of the result', () => {
  test('are ASCII; lone surrogates become U+FFFD', () => {
    const text = 'é\u0085\u2028\u2029😀\x7f\ufeff'
    const lone = JSON.parse('"\\udc80 \\ud800x \\ude00\\ud83d"')
    const { stdout, result } = pipelined({ text: text + lone })
    expect(stdout).toMatch(/^[\x20-\x7e]*\n$/)
    expect(stdout).toContain('\\ud83d\\ude00')
    expect(result.text).toBe(`${text}\ufffd \ufffdx \ufffd\ufffd`)
  })

  test('keep a key called __proto__, and constructor', () => {
    const settings = '{"__proto__": {"polluted": 1}, "constructor": "c"}'
    const run = runNode([], probe.text.split(marker).join(`{"settings": ${settings}}`))
    expect(run.stdout).toContain('"settings":{"__proto__":{"polluted":1},"constructor":"c"}')
  })

  test('__proto__ as an option is refused like any unknown one', () => {
    const run = runNode([], probe.text.split(marker).join('{"__proto__": 1}'))
    expect(JSON.parse(run.stdout).msg).toMatch(/^__proto__: is no option of this module; Known options: act/)
  })

  test.each([
    ['a slow reader', '$NODE module.cjs | { sleep 0.5; cat; } | wc -c'],
    ['a pipe that does not block', '$NODE -r ./nonblocking.cjs module.cjs | { sleep 0.5; cat; } | wc -c']
  ])('5 MB arrive whole by %s', (_, command) => {
    const run = shell(command, { act: 'big', _ansible_inject_invocation: false })
    expect([run.stdout.trim(), run.stderr]).toEqual([String('{"changed":false,"big":""}\n'.length + 5_000_000), ''])
  })

  test('a reader that went away is no failure', () => {
    const run = shell('$NODE module.cjs | head -c 10; echo " \x24{PIPESTATUS[0]}"', { act: 'big' })
    expect([run.stdout, run.stderr]).toEqual(['{"changed" 0\n', ''])
  })
})

describe('the bundle', () => {
  test('is valid JavaScript before and after Ansible wrote into it', () => {
    for (const [name, text] of [
      ['before.cjs', probe.text],
      ['after.cjs', withArguments(probe, { text: '*/ ` \x24{x}' })]
    ] as const) {
      const file = path.join(probe.folder, name)
      fs.writeFileSync(file, text)
      expect(runNode(['--check', file])).toMatchObject({ status: 0, stderr: '' })
    }
  })

  test('begins with the interpreter and the licence, and holds the marker once', () => {
    const lines = probe.text.split('\n').slice(0, 20)
    expect(lines[0]).toBe('#!node')
    expect(lines.join('\n')).toMatch(/GNU General Public License v3\.0\+ \(see LICENSE or https:\/\/www\.gnu\.org/)
    expect(probe.text.split(marker)).toHaveLength(2)
  })

  test('asks for parts of Node.js alone, most of them when they are needed (lean-run.test.ts)', () => {
    const required = [...probe.text.matchAll(/require\("([^"]+)"\)/g)].map(match => match[1])
    expect([...new Set(required)].sort()).toEqual(['child_process', 'crypto', 'fs', 'os', 'tty'])
  })
})
