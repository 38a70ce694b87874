import { defineConfig } from 'tsup'
import { bannerText } from './tools/banner.ts'
import { leanOptions } from './tools/bundle/lean-options.ts'

export default defineConfig({
  entry: ['modules/*.ts'],
  outDir: 'build/bundles',
  format: 'cjs',
  // Syntax that Node.js 10 can still parse, so that the banner gets to say that it is too old.
  target: 'es2019',
  platform: 'node',
  outExtension: () => ({ js: '.cjs' }),
  noExternal: [/.*/],
  esbuildPlugins: [leanOptions],
  banner: { js: bannerText('<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>') },
  clean: true,
  dts: false,
  minify: false,
  sourcemap: false,
  splitting: false,
  silent: true
})
