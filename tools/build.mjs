// Turns TypeScript into what Node and the browser run: one self-contained file per entry point under dist/, npm
// packages left outside. The only way TypeScript is run here: the lab, the tests and the benches all start from dist/.
// `node tools/build.mjs` builds what the lab needs; `--tests` adds tests and benches.
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url).pathname
const withTests = process.argv.includes('--tests')

const filesBelow = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true })
        .map((name) => join(folder, String(name)))
        .filter((name) => !name.includes('node_modules'))
    : []

const sources = ['services', 'grafana', 'bench', 'tests'].flatMap(filesBelow).filter((name) => name.endsWith('.ts'))
const isMain = (name) => name.endsWith('/main.ts') && !name.startsWith('services/player/')
const isTest = (name) => name.endsWith('.test.ts')

// What a workspace declares and is not one of ours stays an import, resolved from node_modules at run time.
const declared = readdirSync(join(root, 'services'))
  .map((name) => `services/${name}`)
  .concat(['.', 'grafana', 'bench', 'tests/support', 'tests/e2e'])
  .filter((folder) => existsSync(join(root, folder, 'package.json')))
  .flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies })
  })
const external = [...new Set(declared)].filter((name) => !name.startsWith('@weir/'))

const common = { absWorkingDir: root, bundle: true, sourcemap: true, logLevel: 'warning' }

await build({
  ...common,
  entryPoints: sources
    .filter((name) => isMain(name) && (withTests || !/^(bench|tests)\//.test(name)))
    .concat(withTests ? sources.filter(isTest) : []),
  outdir: 'dist',
  outbase: '.',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external,
  // The console's page travels inside the orchestrator.
  loader: { '.html': 'text', '.css': 'text', '.client.js': 'text' },
})

if (existsSync(join(root, 'services/player/main.ts'))) {
  await build({
    ...common,
    entryPoints: ['services/player/main.ts'],
    outfile: 'dist/player/player.js',
    platform: 'browser',
    format: 'esm',
    target: ['chrome110', 'firefox115'],
    minify: true,
  })
  cpSync(join(root, 'services/player/static'), join(root, 'dist/player'), { recursive: true })
}
