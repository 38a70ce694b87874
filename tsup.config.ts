import { defineConfig } from 'tsup'
import { bannerText } from './tools/banner.ts'
import { leanOptions } from './tools/bundle/lean-options.ts'
import { nodeBuiltins } from './tools/bundle/node-builtins.ts'

export default defineConfig({
  entry: ['modules/*.ts'],
  outDir: 'build/bundles',
  format: 'cjs',
  target: 'node10',
  platform: 'node',
  outExtension: () => ({ js: '.cjs' }),
  noExternal: [/.*/],
  esbuildPlugins: [nodeBuiltins, leanOptions],
  banner: { js: bannerText('<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>') },
  clean: true,
  dts: false,
  minify: false,
  sourcemap: false,
  splitting: false,
  silent: true
})
