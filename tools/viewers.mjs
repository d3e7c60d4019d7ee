// `make viewers`: builds, then starts headless viewers. Make's variables become the options of services/viewer/main.ts;
// further options can follow, as in `node tools/viewers.mjs --viewers 50 --json`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const VARIABLES = {
  N: 'viewers',
  STREAM: 'stream',
  EDGE: 'edge',
  TRACKS: 'tracks',
  STUCK: 'stuck',
  DURATION: 'duration',
  SEED: 'seed',
}

const given = Object.entries(VARIABLES).flatMap(([variable, option]) =>
  process.env[variable] ? [`--${option}`, process.env[variable]] : [],
)
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1
process.exit(
  node(join(root, 'tools/build.mjs')) ||
    node('--enable-source-maps', join(root, 'dist/services/viewer/main.js'), ...given, ...process.argv.slice(2)),
)
