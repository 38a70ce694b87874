import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { argumentSchema } from './generate/argument-schema.ts'
import { declarationText } from './generate/argument-types.ts'
import { documentedOptions, moduleNames } from './generate/documentation.ts'
import { optionSpecs } from './generate/option-specs.ts'
import { shellScripts } from './generate/shell-scripts.ts'
import { specCode } from './generate/spec-code.ts'
import { validatorCode } from './generate/validator-code.ts'

const checkout = fileURLToPath(new URL('..', import.meta.url))

/**
 * Writes `<name>.js` and `<name>.d.ts` for every sidecar: the specs of its options, the validator of their values and the
 * type of its arguments. Also `scripts.js`, the shell scripts of a change. The same bytes wherever the checkout lies.
 */
export function generate(outDir: string, sourceDir?: string): void {
  fs.mkdirSync(outDir, { recursive: true })
  for (const name of moduleNames(sourceDir)) {
    const options = documentedOptions(name, sourceDir)
    const specs = optionSpecs(options, name)
    const code = [validatorCode(argumentSchema(options, name)), specCode(specs), ''].join('\n')
    fs.writeFileSync(path.join(outDir, `${name}.js`), code)
    fs.writeFileSync(path.join(outDir, `${name}.d.ts`), declarationText(name, specs))
  }
  const { code, declaration } = shellScripts(path.join(checkout, 'modules/lib/change/shell'))
  fs.writeFileSync(path.join(outDir, 'scripts.js'), code)
  fs.writeFileSync(path.join(outDir, 'scripts.d.ts'), declaration)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate(path.join(checkout, 'build', 'generated'))
