import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'

/** Notes what it is asked; has the images that it has built, one a line. */
const DOCKER = `#!/bin/sh
echo "$*" >>"$ASKED"
case "$1 $2" in
  'image inspect') grep -qx "$5" "$BUILT" ;;
  'build -f') echo "$7" >>"$BUILT" ;;
  'image ls') [ "$3" != --quiet ] || cat "$BUILT" ;;
esac
`

test('the command line in a container runs the code of its own checkout, whoever built last', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-docker-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [asked, built, bin] = ['asked', 'built', 'bin'].map((name) => join(folder, name)) as [string, string, string]
  mkdirSync(bin)
  writeFileSync(join(bin, 'docker'), DOCKER)
  chmodSync(join(bin, 'docker'), 0o755)
  writeFileSync(built, '')
  const checkout = (name: string, version: string): string => {
    const root = join(folder, name)
    for (const kept of ['tools/weir-docker', 'images/tier', '.dockerignore'])
      cpSync(kept, join(root, kept), { recursive: true })
    for (const path of ['package.json', 'package-lock.json', '.npmrc', 'tsconfig.json'])
      writeFileSync(join(root, path), version)
    for (const path of ['services', 'grafana', 'bench', 'tests/support', 'tests/e2e']) {
      mkdirSync(join(root, path), { recursive: true })
      writeFileSync(join(root, path, 'package.json'), version)
    }
    for (const path of ['build.mjs', 'built.mjs', 'nothing.mjs', 'source-files.mjs'])
      writeFileSync(join(root, 'tools', path), version)
    return root
  }
  /** The image that it ran, and how many it built for that. */
  const run = (root: string) => {
    writeFileSync(asked, '')
    const { status, stderr } = spawnSync('sh', [join(root, 'tools/weir-docker'), 'list'], {
      env: { PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`, ASKED: asked, BUILT: built },
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
    const lines = readFileSync(asked, 'utf8').split('\n')
    const image = /(\S+) list$/.exec(lines.find((line) => line.startsWith('run ')) ?? '')?.[1]
    return { image, builds: lines.filter((line) => line.startsWith('build ')).length }
  }
  const [mine, other, same] = [checkout('a checkout', 'one'), checkout('other', 'two'), checkout('same', 'one')]
  const first = run(mine)
  assert.equal(first.builds, 1)
  assert.notEqual(run(other).image, first.image)
  assert.deepEqual(run(mine), { ...first, builds: 0 })
  assert.deepEqual(run(same), { ...first, builds: 0 })
})

test('a variable that is blank is as not set', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-docker-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [asked, built, bin] = ['asked', 'built', 'bin'].map((name) => join(folder, name)) as [string, string, string]
  mkdirSync(bin)
  writeFileSync(join(bin, 'docker'), `${DOCKER}for each; do echo "[$each]" >>"$ASKED"; done\n`)
  chmodSync(join(bin, 'docker'), 0o755)
  writeFileSync(built, '')
  const { status, stderr } = spawnSync('sh', ['tools/weir-docker', 'list'], {
    env: {
      PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
      ASKED: asked,
      BUILT: built,
      WEIR_DIR: ' ',
      WEIR_LAB: ' ',
      WEIR_DOCKER_SOCKET: '\t',
      WEIR_BASE_IMAGE: ' ',
    },
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  const lines = readFileSync(asked, 'utf8').split('\n')
  assert.ok(lines.includes('[DOCKER_HOST=unix:///var/run/docker.sock]'), lines.join('\n'))
  assert.ok(
    lines.includes(`[type=bind,"source=${join(process.cwd(), '.weir')}","target=${join(process.cwd(), '.weir')}"]`),
  )
  assert.ok(!lines.includes('[BASE= ]'))
})

test('a state folder with colons, commas and quotation marks is mounted as it is, and what is no socket is told', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-docker-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [asked, built, bin, state] = ['asked', 'built', 'bin', 'a:b,c "d"'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  mkdirSync(bin)
  writeFileSync(join(bin, 'docker'), `${DOCKER}for each; do echo "[$each]" >>"$ASKED"; done\n`)
  chmodSync(join(bin, 'docker'), 0o755)
  writeFileSync(built, '')
  const run = (env: Record<string, string>) =>
    spawnSync('sh', ['tools/weir-docker', 'list'], {
      env: { PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`, ASKED: asked, BUILT: built, ...env },
      encoding: 'utf8',
    })
  const { status, stderr } = run({ WEIR_DIR: state })
  assert.equal(status, 0, stderr)
  const lines = readFileSync(asked, 'utf8').split('\n')
  const field = state.replaceAll('"', '""')
  assert.ok(lines.includes(`[type=bind,"source=${field}","target=${field}"]`), lines.join('\n'))
  assert.ok(!lines.includes(`[${state}:${state}]`))
  const socket = join(folder, 'an engine:2.sock')
  assert.equal(run({ WEIR_DIR: state, WEIR_DOCKER_SOCKET: socket }).status, 0)
  const mounts = readFileSync(asked, 'utf8').split('\n')
  assert.ok(mounts.includes(`[type=bind,"source=${socket}","target=${socket}"]`), mounts.join('\n'))
  assert.ok(!mounts.includes(`[${socket}:${socket}]`))
  assert.deepEqual(
    run({ WEIR_DIR: state, WEIR_DOCKER_SOCKET: '/etc/passwd' }).stderr.split('\n')[0],
    'WEIR_DOCKER_SOCKET="/etc/passwd" is no socket, expected the engine\'s socket',
  )
})

test('an engine that says nothing: told after a moment, and the end in one sentence', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-docker-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const pid = join(folder, 'pid')
  // Its clock runs ten times as fast.
  for (const [name, script] of [
    ['docker', `echo $$ >'${pid}'; exec /bin/sleep 600`],
    ['sleep', 'exec /bin/sleep "$(($1 / 10)).$(($1 % 10))"'],
  ] as const) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const { status, stderr } = spawnSync('sh', ['tools/weir-docker', 'list'], {
    env: { PATH: `${folder}:/usr/local/bin:/usr/bin:/bin`, WEIR_DIR: join(folder, 'state') },
    encoding: 'utf8',
    timeout: 20_000,
  })
  const engine = 'the Docker engine at unix:///var/run/docker.sock has not answered `docker image inspect`'
  assert.deepEqual(stderr.split('\n'), [
    `${engine} yet; it is waited for, 20 s at most`,
    `${engine} within 20 s, expected one that runs; start it anew, or name its socket by WEIR_DOCKER_SOCKET`,
    '',
  ])
  assert.equal(status, 1)
  assert.throws(() => process.kill(Number(readFileSync(pid, 'utf8')), 0), { code: 'ESRCH' })
})
