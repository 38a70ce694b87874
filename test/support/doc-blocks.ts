import fs from 'node:fs'

/** The blocks of code of one language in a Markdown file. */
export function blocksOf(file: string, language: string): readonly string[] {
  const text = fs.readFileSync(file, 'utf8')
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(match =>
    match[1] === language ? [match[2] ?? ''] : []
  )
}

/** The words of a command on a page, in which only single quotes quote. */
export function splitWords(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(match => match[1] ?? match[2] ?? '')
}
