import { execFileSync } from 'node:child_process'

/** What PyYAML, by which Ansible reads host_vars, makes of each text; all in one process. */
export function parseByPyYaml(python: string, texts: readonly string[]): readonly unknown[] {
  const script =
    'import json, sys, yaml; json.dump([yaml.safe_load(text) for text in json.load(sys.stdin)], sys.stdout)'
  const output = execFileSync(python, ['-c', script], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 29
  })
  return JSON.parse(output)
}
