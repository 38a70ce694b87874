import { _, Ajv } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import * as formats from '../../modules/lib/bonding/address-formats.ts'
import type { Schema } from './value-rules.ts'

/**
 * ES module code that exports `validate`, made by ajv from a module's schema; it belongs in `build/generated`. Each definition
 * is one function (with `inlineRefs` its code would be repeated wherever it is used); messages are left to the words of the
 * options. Fails at a keyword or a format that is not known.
 */
export function validatorCode(schema: Schema): string {
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    inlineRefs: false,
    strictTypes: false,
    formats: { ...formats },
    code: { source: true, esm: true, lines: true, formats: _`formats` }
  })
  ajv.addSchema(schema, 'arguments')
  const code = withLiterals(
    withImports(standaloneCode(ajv, { validate: 'arguments' }).replace(/^"use strict";\s*/, ''))
  )
  if (!code.includes('= formats.')) return code
  return `import * as formats from '../../modules/lib/bonding/address-formats.ts'\n${code}`
}

/** ajv gets its helpers by `require`, which an ES module does not have; some loaders unwrap their default, some do not. */
function withImports(code: string): string {
  return code.replace(/^const (\w+) = require\("(ajv\/dist\/runtime\/\w+)"\)\.default;/gm, (_line, name, path) => {
    return `import ${name}Module from '${path}.js'\nconst ${name} = ${name}Module.default ?? ${name}Module;`
  })
}

/** A regular expression that is written as a literal is part of a program's bytecode, others are compiled in each run. */
function withLiterals(code: string): string {
  return code.replace(/new RegExp\(("(?:[^"\\]|\\.)*"), "u"\)/g, (_call, pattern: string) => {
    return String(new RegExp(JSON.parse(pattern), 'u'))
  })
}
