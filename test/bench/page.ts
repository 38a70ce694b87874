import fs from 'node:fs'

/** The parts of the benchmark, in their order on the page. */
export const partNames = ['host', 'task', 'fleet', 'link'] as const
export type PartName = (typeof partNames)[number]

/** Puts the text of a part between its marks on the page; the other parts stay as an earlier run left them. */
export function putPart(file: string, name: PartName, text: string): void {
  const page = fs.readFileSync(file, 'utf8')
  if (!marks(name).test(page)) throw new Error(`${file} has no place for the part ${name}`)
  fs.writeFileSync(
    file,
    page.replace(marks(name), (_, begin, __, end) => `${begin}${text}\n${end}`)
  )
}

/** The text between the marks of a part; throws where the page lacks them. */
export function partOf(page: string, name: PartName): string {
  const [, , text] = marks(name).exec(page) ?? []
  if (text === undefined) throw new Error(`the page has no part ${name}`)
  return text
}

function marks(name: PartName): RegExp {
  return new RegExp(`(<!-- bench of ${name} .*-->\\n)([\\s\\S]*?)(<!-- end -->)`)
}
