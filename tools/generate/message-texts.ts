import fs from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '../../modules/lib')

/**
 * What the modules say to a user, derived from their source: by file, which is one concept and so a class of messages, the texts
 * that are written as messages are (what is wrong; what to do), with `...` for each placeholder. Files without any are left out.
 */
export function messageTexts(): ReadonlyMap<string, readonly string[]> {
  const files = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
  return new Map(
    files.sort().flatMap(file => {
      const texts = literalsOf(fs.readFileSync(path.join(root, file), 'utf8')).filter(isMessage)
      return texts.length === 0 ? [] : [[file, texts] as const]
    })
  )
}

/** Literals that are joined by + from line to line are one text. */
function literalsOf(source: string): readonly string[] {
  const code = source.replace(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const found = [...code.matchAll(/`((?:\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`$])*)`|'((?:[^'\\\n]|\\.)*)'/g)]
  const texts: string[] = []
  let end = 0
  for (const match of found) {
    const text = (match[1] ?? match[2] ?? '').replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '...').replace(/\\(.)/g, '$1')
    const joined = /^\s*\+\n\s*$/.test(code.slice(end, match.index))
    texts.push(joined ? `${texts.pop() ?? ''}${text}` : text)
    end = match.index + match[0].length
  }
  return texts
}

function isMessage(text: string): boolean {
  return (
    text.split(' ').length > 5 &&
    /; [a-z]/.test(text) &&
    /^[^A-Z]/.test(text) &&
    !text.includes('\n') &&
    !/^_?bond_/.test(text)
  )
}
