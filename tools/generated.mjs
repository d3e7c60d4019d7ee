// Files that are made from code and kept in git, so that they can be read and used without building: what makes each,
// and whether each is as it would be made now. `node tools/generated.mjs` writes them (`make generate`); check.mjs asks.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './source-files.mjs'

/** `main` prints the file's text to stdout. */
const GENERATED = [
  {
    file: 'services/orchestrator/topology/topology.schema.json',
    main: 'dist/services/orchestrator/topology/json-schema/main.js',
  },
  { file: 'grafana/dashboards/hop-latency.json', main: 'dist/grafana/src/main.js' },
]

const made = (/** @type {{ main: string }} */ { main }) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${main} failed:\n${stderr}`)
  return stdout
}

/** Builds, so that it is the sources that count; then one sentence for each file that is out of date. */
export const staleFiles = () => {
  const { status } = spawnSync(process.execPath, ['tools/build.mjs'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) return ['the build fails']
  return GENERATED.filter(
    (entry) => !existsSync(join(root, entry.file)) || readFileSync(join(root, entry.file), 'utf8') !== made(entry),
  ).map(({ file }) => `${file} is out of date, expected \`make generate\` to have been run`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (spawnSync(process.execPath, ['tools/build.mjs'], { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1)
  for (const entry of GENERATED) writeFileSync(join(root, entry.file), made(entry))
}
