import { Ajv } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import type { Schema } from './value-rules.ts'

/**
 * ES module code that exports `validate`, made by ajv from a schema. Each definition is one function (with `inlineRefs`
 * its code would stand wherever it is used); messages are left to the words of the options.
 */
export function validatorCode(schema: Schema): string {
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    inlineRefs: false,
    strictTypes: false,
    code: { source: true, esm: true, lines: true }
  })
  ajv.addSchema(schema, 'arguments')
  const code = standaloneCode(ajv, { validate: 'arguments' })
  return withImports(code.replace(/^"use strict";\s*/, ''))
}

/** ajv asks for its helpers by `require`, which an ES module has not; a loader may or may not unwrap their default. */
function withImports(code: string): string {
  return code.replace(/const (\w+) = require\("(ajv\/dist\/runtime\/\w+)"\)\.default;/g, (_, name, path) => {
    return `import ${name}Module from '${path}.js';const ${name} = ${name}Module.default || ${name}Module;`
  })
}
