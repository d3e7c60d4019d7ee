// Turns TypeScript into what Node and the browser run: one self-contained file per entry point under
// dist/. The only way TypeScript is run here: the lab, the tests and the benches all start from dist/.
// `node tools/build.mjs` builds what the lab needs; `--tests` adds tests and benches.
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { FOLDERS, filesBelow, root } from './source-files.mjs'

const withTests = process.argv.includes('--tests')

const sources = filesBelow(FOLDERS, '.ts')
const isMain = (name) => name.endsWith('/main.ts') && !name.startsWith('services/player/')
const isTest = (name) => name.endsWith('.test.ts')

const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: true,
  // Node reads the map of whatever it starts, and most of a map would be the sources once more.
  sourcesContent: false,
  logLevel: 'warning',
}
const forNode = {
  ...common,
  outdir: 'dist',
  outbase: '.',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // The console's page travels inside the orchestrator.
  loader: { '.html': 'text', '.css': 'text', '.client.js': 'text' },
}

// What the lab runs holds its npm packages too: a node then starts in half the time, and an image needs no
// node_modules. Left outside: binaries, and native code that its packages can do without.
await build({
  ...forNode,
  entryPoints: sources.filter((name) => isMain(name) && !/^(bench|tests)\//.test(name)),
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['@ffmpeg-installer/ffmpeg', 'cpu-features', '*.node', 'bufferutil', 'utf-8-validate'],
  // What CommonJS packages expect around them; fluent-ffmpeg looks for its presets beside itself.
  banner: {
    js: [
      "import { createRequire as weirRequire } from 'node:module'",
      "import { dirname as weirDirname } from 'node:path'",
      "import { fileURLToPath as weirPath } from 'node:url'",
      'const require = weirRequire(import.meta.url), __filename = weirPath(import.meta.url), __dirname = weirDirname(__filename)',
    ].join(';'),
  },
})

if (withTests) {
  await build({
    ...forNode,
    entryPoints: sources.filter((name) => isTest(name) || (isMain(name) && /^(bench|tests)\//.test(name))),
    external: packagesOfWorkspaces(),
  })
}

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

/** Every npm package that a workspace declares; those of this repository are left out. */
function packagesOfWorkspaces() {
  const declared = filesBelow(FOLDERS, '/package.json').flatMap((file) => {
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'))
    return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies })
  })
  return [...new Set(declared)].filter((name) => !name.startsWith('@weir/'))
}
