// Turns TypeScript into what Node and the browser run: one self-contained file per entry point under
// dist/. The only way TypeScript is run here: the lab, the tests and the benches all start from dist/.
// `node tools/build.mjs` builds what the lab needs; `--tests` adds tests and benches.
import { readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'esbuild'
import { keepAccount, writeWhole } from './built.mjs'
import { FOLDERS, filesBelow, root } from './source-files.mjs'

const withTests = process.argv.includes('--tests')

const sources = filesBelow(FOLDERS, '.ts')
/** Bundled for browsers, as `script` and `sheet` beside their static files: dist/player is the edge's to serve, dist/console the orchestrator's. */
const PAGES = [
  { name: 'player', script: 'player.js', sheet: 'weir.css' },
  { name: 'console', script: 'page.js', sheet: 'page.css' },
]
const inBrowser = (/** @type {string} */ name) => PAGES.some((page) => name.startsWith(`services/${page.name}/`))
const isMain = (/** @type {string} */ name) => name.endsWith('/main.ts') && !inBrowser(name)
const isTest = (/** @type {string} */ name) => name.endsWith('.test.ts')

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: true,
  // Node reads the map of whatever it starts, and most of a map would be the sources once more.
  sourcesContent: false,
  logLevel: 'warning',
  metafile: true,
}
/** @type {import('esbuild').BuildOptions} */
const forNode = {
  ...common,
  outdir: 'dist',
  outbase: '.',
  platform: 'node',
  format: 'esm',
  target: 'node20',
}

/** esbuild takes an empty list for nothing to do, and ends well. */
const entries = (/** @type {(name: string) => boolean} */ wanted) => {
  const found = sources.filter(wanted)
  if (found.length === 0)
    throw new Error(`nothing to build below ${root}, expected ${FOLDERS.join(', ')} to hold sources`)
  return found
}

// What the lab runs holds its npm packages too: a node then starts in half the time, and an image needs no
// node_modules. Left outside: binaries, and native code that its packages can do without.
/** @type {import('esbuild').BuildOptions} */
const whole = {
  ...forNode,
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['@ffmpeg-installer/ffmpeg', 'cpu-features', '*.node', 'bufferutil', 'utf-8-validate'],
  // prom-client loads all of OpenTelemetry for the exemplars of one metric, which nobody here switches on.
  alias: { '@opentelemetry/api': './tools/nothing.mjs' },
  // What CommonJS packages expect around them; fluent-ffmpeg looks for its presets beside itself.
  banner: {
    js: [
      "import { createRequire as weirRequire } from 'node:module'",
      "import { dirname as weirDirname } from 'node:path'",
      "import { fileURLToPath as weirPath } from 'node:url'",
      'const require = weirRequire(import.meta.url), __filename = weirPath(import.meta.url), __dirname = weirDirname(__filename)',
    ].join(';'),
  },
}
/** @type {string[]} */
const lab = []
/** @type {(options: import('esbuild').BuildOptions) => Promise<string[]>} */
const built = async (options) => Object.keys((await build(options)).metafile?.outputs ?? {})

const isCommandLine = (/** @type {string} */ name) => name === 'services/orchestrator/cli/main.ts'
lab.push(
  ...(await built({
    ...whole,
    entryPoints: entries((name) => isMain(name) && !/^(bench|tests)\//.test(name) && !isCommandLine(name)),
  })),
)
// Every verb would read what a few of them load. What names the parts is written after them, or somebody who starts at that
// moment would not find them.
const { outputFiles = [] } = await build({
  ...whole,
  entryPoints: entries(isCommandLine),
  splitting: true,
  chunkNames: 'services/orchestrator/cli/parts/[name]-[hash]',
  write: false,
})
for (const { path, contents } of outputFiles.toSorted(
  (a, b) => Number(/main\.js$/.test(a.path)) - Number(/main\.js$/.test(b.path)),
)) {
  writeWhole(path, contents)
  lab.push(relative(root, path))
}

const tests = withTests
  ? await built({
      ...forNode,
      entryPoints: entries((name) => isTest(name) || (isMain(name) && /^(bench|tests)\//.test(name))),
      external: packagesOfWorkspaces(),
    })
  : null

for (const { name, script, sheet } of PAGES) {
  const made = await built({
    ...common,
    entryPoints: [`services/${name}/main.ts`],
    outfile: `dist/${name}/${script}`,
    platform: 'browser',
    format: 'esm',
    target: ['chrome110', 'firefox115'],
    minify: true,
  })
  // As it was written, in one file.
  const dressed = await built({
    ...common,
    entryPoints: [`services/${name}/style/index.css`],
    outfile: `dist/${name}/${sheet}`,
    sourcemap: false,
  })
  const folder = join('services', name, 'static')
  const given = filesBelow([folder], '').filter((file) => statSync(join(root, file)).isFile())
  for (const file of given) writeWhole(join(root, 'dist', name, relative(folder, file)), readFileSync(join(root, file)))
  lab.push(...made, ...dressed, ...given.map((file) => join('dist', name, relative(folder, file))))
}

const inDist = (/** @type {readonly string[]} */ files) => files.map((file) => relative('dist', file))
keepAccount(join(root, 'dist'), inDist(lab), tests && inDist(tests))

/** Every npm package that a workspace declares, or the root for all; those of this repository are left out. */
function packagesOfWorkspaces() {
  const declared = ['package.json', ...filesBelow(FOLDERS, '/package.json')].flatMap((file) => {
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'))
    return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies })
  })
  return [...new Set(declared)].filter((name) => !name.startsWith('@weir/'))
}
