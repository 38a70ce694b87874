import type { Options } from 'tsup'

/**
 * A module of Node.js that is imported by default, in one line for the whole bundle. Without this each file that imports one
 * makes an object with a getter for each of its exports first, which takes longer than most of what a module does.
 */
export const nodeBuiltins: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'node-builtins',
  setup(build) {
    build.onResolve({ filter: /^(?:fs|os)$/ }, ({ path, kind }) => {
      return kind === 'import-statement' ? { path, namespace: 'node-builtins' } : { path, external: true }
    })
    build.onLoad({ filter: /./, namespace: 'node-builtins' }, ({ path }) => {
      return { contents: `export default require(${JSON.stringify(path)})` }
    })
  }
}
