// Builds, then runs one bench: `node tools/bench.mjs latency`. Its settings come by environment variables; each bench's
// first comment names them. ONLY picks parts of a bench; where it names parts of the fan-out, that is the one that is run.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './source-files.mjs'

const FAN_OUT_PARTS = ['fan-out', 'join-burst', 'memory', 'churn', 'profile']

const [asked = 'latency'] = process.argv.slice(2)
const parts = (process.env.ONLY ?? '').split(',')
const name = asked === 'latency' && parts.some((part) => FAN_OUT_PARTS.includes(part)) ? 'fan-out' : asked
if (!existsSync(join(root, 'bench', name, 'main.ts'))) {
  console.error(`no bench "${name}", expected a folder of bench/ that has a main.ts`)
  process.exit(2)
}
const node = (/** @type {string[]} */ ...args) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1
const built = node(join(root, 'tools/build.mjs'), '--tests')
process.exit(built || node(join(root, 'dist/bench', name, 'main.js')))
