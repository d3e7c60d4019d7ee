// The command line from outside, on a checkout whose nodes carry no media: what a person sees, and that nothing is left
// behind however a lab ends.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import test, { type TestContext } from 'node:test'
import { labPorts } from '@weir/test-support'
import type { Snapshot, Status } from '../console/snapshot.ts'
import { isAlive, type ProcessIdentity } from '../runtime/identity.ts'

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A checkout of its own, with fakes where the mains are, and free ports. */
const checkout = async (t: TestContext) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'weir-cli-')))
  const copy = (from: string, to: string) => {
    mkdirSync(dirname(join(root, to)), { recursive: true })
    copyFileSync(resolve(from), join(root, to))
  }
  const cli = 'dist/services/orchestrator/cli/main.js'
  copy(cli, cli)
  symlinkSync(resolve(dirname(cli), 'parts'), join(root, dirname(cli), 'parts'))
  for (const main of ['ingress', 'intermediate', 'edge', 'solo']) {
    copy('dist/tests/support/fake-node/main.js', `dist/services/${main}/main.js`)
  }
  symlinkSync(resolve('dist/console'), join(root, 'dist/console'))
  copy('topology.yaml', 'topology.yaml')
  copy('package-lock.json', 'package-lock.json')
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
  const [console, edge, nodes] = await labPorts(3)
  const env: Record<string, string | undefined> = {
    ...process.env,
    WEIR_FFMPEG: process.execPath,
    WEIR_PROMETHEUS: '',
    WEIR_CONSOLE_PORT: String(console),
    WEIR_EDGE_PORT: String(edge),
    WEIR_NODE_PORT: String(nodes),
    RUNTIME: 'process',
  }
  const start = (
    args: readonly string[],
    more: Record<string, string> = {},
  ): { child: ChildProcess; ended: Promise<Ran> } => {
    const child = spawn(process.execPath, [join(root, cli), ...args], { cwd: root, env: { ...env, ...more } })
    let out = ''
    let err = ''
    child.stdout.on('data', (data) => {
      out += data
    })
    child.stderr.on('data', (data) => {
      err += data
    })
    return { child, ended: new Promise((done) => child.once('close', (code) => done({ code, out, err }))) }
  }
  const weir = (args: readonly string[], more?: Record<string, string>) => start(args, more).ended
  const pids = (): ProcessIdentity[] => {
    const current = join(root, '.weir/current.json')
    const orchestrator = existsSync(current) ? [JSON.parse(readFileSync(current, 'utf8')).started] : []
    const files = ['diamond', 'mine'].map((name) => join(root, '.weir', name, 'pids.json'))
    return [
      ...orchestrator,
      ...files.filter((file) => existsSync(file)).flatMap((file) => JSON.parse(readFileSync(file, 'utf8'))),
    ]
  }
  t.after(async () => {
    await weir(['down'])
    rmSync(root, { recursive: true })
  })
  return { root, env, weir, start, pids, copy }
}

const until = async (condition: () => boolean, what: string) => {
  const deadline = performance.now() + 20_000
  while (!condition()) {
    if (performance.now() > deadline) assert.fail(`never: ${what}`)
    await new Promise((wake) => setTimeout(wake, 10))
  }
}
const untilAsync = async (condition: () => Promise<boolean>, what: string) => {
  const deadline = performance.now() + 20_000
  while (!(await condition())) if (performance.now() > deadline) assert.fail(`never: ${what}`)
}
const allGone = (pids: readonly ProcessIdentity[]) => until(() => !pids.some(isAlive), 'all processes gone')

test('a url that lacks its variable, or leads into this machine by it, is refused before anything starts', async (t) => {
  const { weir, root } = await checkout(t)
  const file = join(root, 'door.yaml')
  writeFileSync(
    file,
    'topologies: { t: { streams: { cam: { source: url, input: "${CAMERA_URL}" } }, nodes: { a: { roles: [ingress, edge], streams: [cam] } } } }',
  )
  const up = (env: Record<string, string>) => weir(['up', `${file}#t`, '--runtime', 'process'], env)
  const missing = 'stream cam of a: input ${CAMERA_URL} takes CAMERA_URL from the environment, where it is not set'
  assert.ok((await up({})).err.includes(missing))
  const refused = await up({ CAMERA_URL: 'file:///etc/a-password' })
  assert.match(refused.err, /is no address, expected an address that begins with one of http:\/\//)
  assert.doesNotMatch(refused.err, /a-password/)
})

test('up, status, faults, link, logs, down', async (t) => {
  const { weir, env, pids, root } = await checkout(t)
  const up = await weir(['up', 'diamond'])
  assert.equal(up.code, 0, up.err)
  assert.match(up.err, /diamond is up after [\d.]+ s: 4 nodes, 4 links, process runtime/)
  assert.match(up.out, new RegExp(`watch cam on edge1 +http://127\\.0\\.0\\.1:${env.WEIR_EDGE_PORT}/watch/cam`))
  assert.equal(pids().length, 5)

  const status = JSON.parse((await weir(['status', '--json'])).out) as Status
  assert.deepEqual(Object.keys(status), [
    'runtime',
    'topology',
    'console',
    'prometheus',
    'grafana',
    'ready',
    'waiting',
    'troubles',
    'publicUrls',
    'nodes',
    'links',
    'lastMiles',
  ])
  assert.deepEqual(status.nodes.at(-1), {
    id: 'edge1',
    roles: ['edge'],
    group: null,
    state: 'running',
    url: `http://127.0.0.1:${env.WEIR_EDGE_PORT}`,
    metrics: `http://127.0.0.1:${env.WEIR_EDGE_PORT}/metrics`,
    publicUrl: null,
    healthy: true,
    faults: [],
    restarts: 0,
    lastExit: null,
  })
  assert.deepEqual(status.links[2], {
    from: 'mid-a',
    to: 'edge1',
    state: 'up',
    impair: {},
    impairText: '',
    push: { p50Seconds: 0.0002, p99Seconds: 0.001, errorSeconds: 0.0001, count: 30 },
    rttSeconds: null,
    bytes: 1234567,
  })
  const shown = (await weir(['status'])).out
  assert.match(shown, /^LINK +STATE +PUSH P50 +PUSH P99 +BYTES +IMPAIRMENT$/m)
  assert.match(shown, /^mid-a:edge1 +up +0\.20 ms +1\.00 ms +1\.23 MB$/m)

  assert.equal((await weir(['freeze', 'mid-a'])).out, 'mid-a is frozen\n')
  assert.equal((await weir(['thaw', 'mid-a', '--json'])).out, '{"id":"mid-a","state":"running","before":"frozen"}\n')
  // What is so already is no failure.
  assert.deepEqual(await weir(['thaw', 'mid-a']), { code: 0, out: 'mid-a is running already\n', err: '' })
  assert.equal((await weir(['status', '--ready'])).code, 0)
  // What happened to it before is history, and its start is counted.
  assert.equal((await weir(['kill', 'mid-a'])).out, 'mid-a is killed; `weir start mid-a` brings it back\n')
  assert.match((await weir(['status'])).out, /^mid-a +intermediate +stopped .* 0 +killed by SIGKILL$/m)
  assert.deepEqual(await weir(['kill', 'mid-a']), { code: 0, out: 'mid-a is stopped already\n', err: '' })
  assert.deepEqual(await weir(['thaw', 'mid-a']), {
    code: 1,
    out: '',
    err: 'mid-a is stopped, expected a frozen one to thaw; `weir start mid-a` brings it back\n',
  })
  // A lab runs, whatever its nodes do; who wants more asks for it.
  assert.deepEqual([(await weir(['status'])).code, (await weir(['status', '--ready'])).code], [0, 1])
  assert.equal((await weir(['start', 'mid-a'])).out, 'mid-a is running\n')
  assert.match((await weir(['status'])).out, /^mid-a +intermediate +running .* 1 +before: killed by SIGKILL$/m)
  assert.equal((await weir(['freeze', 'mid-*'])).out, 'mid-a is frozen\nmid-b is frozen\n')
  assert.match((await weir(['status'])).out, /^mid-a +intermediate +frozen .* 1$/m)
  assert.equal((await weir(['link', 'in1->mid-a', 'partition'])).code, 1)
  assert.equal((await weir(['thaw', 'mid-a'])).code, 0)
  assert.equal((await weir(['link', 'in1->mid-a', 'partition'])).out, 'in1:mid-a: partition\n')
  assert.equal((await weir(['reset'])).out, '1 node brought back (mid-b), 1 link put back (in1:mid-a)\n')
  await untilAsync(async () => (await weir(['reset'])).out === 'there was nothing to mend\n', 'all is mended')
  assert.deepEqual(await weir(['link', 'in1-', 'delay=5ms']), {
    code: 2,
    out: '',
    err: 'no link "in1-": the shell took what follows the > for a file, which it has written; expected in1:mid-a or in1:mid-b\n',
  })
  assert.deepEqual(await weir(['link', 'edge1:viewers', 'delay=5ms']), {
    code: 1,
    out: '',
    err: "nothing is emulated between edge1 and its viewers, expected viewers: { lastMile: {} } at edge1 in the topology's file; `make up APPLY=1` then starts edge1 anew with it\n",
  })
  assert.equal((await weir(['link', 'mid-a:edge1', 'delay=50ms'])).out, 'mid-a:edge1: 50ms\n')
  assert.deepEqual(await weir(['link', 'mid-a:egde1', 'clear']), {
    code: 2,
    out: '',
    err: 'no link "mid-a:egde1", expected one of in1:mid-a, in1:mid-b, mid-a:edge1, mid-b:edge1; did you mean "mid-a:edge1"?\n',
  })
  // What is named and is not there is the command line's; what is there and can't be is the lab's.
  const named: readonly (readonly [readonly string[], RegExp])[] = [
    ...['kill', 'stop', 'freeze', 'thaw', 'start', 'restart'].map(
      (verb) => [[verb, 'mid-c'], /^no node "mid-c", expected one of in1, .*; did you mean "mid-a"\?\n$/] as const,
    ),
    [['kill', 'mid-a', 'mid-x'], /^no node "mid-x"/],
    [['kill', 'group:none'], /^no group "group:none": no node of this topology has a group\n$/],
    [['link', 'mid-a'], /^no link "mid-a"/],
    [['link', 'mid-*:edge9', 'clear'], /^no link "mid-\*:edge9"/],
    [['link', 'in1:mid-a', 'delay=fast'], /^delay="fast", expected/],
    [['logs', 'edge9'], /^no node "edge9"/],
    [['up', 'diamnod', '--apply'], /^TOPOLOGY=diamnod is not known/],
  ]
  for (const [args, message] of named) {
    const { code, out, err } = await weir(args)
    assert.match(err, message)
    assert.deepEqual([args, code, out], [args, 2, ''])
  }
  assert.match((await weir(['logs', 'edge1'])).out, /^edge1 starts$/m)
  assert.match((await weir(['logs'])).out, /^mid-a +\| mid-a starts$/m)
  const lines = { level: 40, time: 0, msg: 'peer refused', detail: '\u001b]0;owned\u0007\u009b2J: hello' }
  appendFileSync(join(root, '.weir/diamond/logs/edge1.log'), `${JSON.stringify(lines)}\n`)
  const hostile = (await weir(['logs', 'edge1'])).out
  assert.match(hostile, /detail=\\u001b\]0;owned\\u0007\\u009b2J: hello/, 'a terminal does not obey what peers say')
  assert.ok(!hostile.includes('\u001b') && !hostile.includes('\u009b'))

  const again = await weir(['up', 'diamond'])
  assert.equal(again.code, 0)
  assert.match(again.err, /^diamond is running already$/m)
  assert.match(again.out, /watch cam on edge1/)
  assert.deepEqual(await weir(['up', 'chain']), {
    code: 1,
    out: '',
    err: 'the lab diamond is running; `make up APPLY=1 TOPOLOGY=chain` (weir up --apply chain) makes it chain; `make down` ends it\n',
  })

  const started = pids()
  assert.equal((await weir(['down'])).err, 'diamond is down\n')
  assert.deepEqual(started.filter(isAlive), [])
  assert.equal(existsSync(join(root, '.weir/current.json')), false)
  assert.deepEqual(await weir(['down']), { code: 0, out: '', err: 'no lab is running\n' })
  const none = await weir(['status', '--json'])
  assert.equal(none.code, 1)
  assert.equal(JSON.parse(none.out).topology, null)
})

test('a lab whose file changed: up says what differs, up --apply changes that and leaves the rest alone', async (t) => {
  const { weir, root, env, pids } = await checkout(t)
  const write = (nodes: string, links: string) =>
    writeFileSync(
      join(root, 'mine.yaml'),
      `topologies:\n  mine:\n    streams: { cam: { source: test } }\n    nodes:\n      in1: { kind: ingress, streams: [cam] }\n${nodes}    links: [${links}]\n`,
    )
  const state = async () =>
    (await (await fetch(`http://127.0.0.1:${env.WEIR_CONSOLE_PORT}/api/state`)).json()) as Snapshot
  const before =
    '      mid-a: { kind: intermediate }\n      mid-b: { kind: intermediate }\n      edge1: { kind: edge }\n'
  write(before, '[in1, mid-a], [in1, mid-b], [mid-a, edge1], [mid-b, edge1]')
  assert.equal((await weir(['up', './mine.yaml'])).code, 0)
  assert.equal((await weir(['up', './mine.yaml', '--apply'])).err.split('\n')[0], 'mine is running already')
  const uptimes = ({ nodes }: Snapshot) =>
    Object.fromEntries(nodes.map(({ id, detail }) => [id, detail?.uptimeSeconds ?? 0]))
  const old = uptimes(await state())

  // One edge more, first in the file; one relay less; another impairment; one node that has to start anew.
  write(
    '      edge0: { kind: edge }\n      mid-a: { kind: intermediate, redundancy: standby }\n      edge1: { kind: edge }\n',
    '{ from: in1, to: edge1, impair: { delay: 20ms } }, [in1, mid-a], [mid-a, edge1], [mid-a, edge0]',
  )
  const refused = await weir(['up', './mine.yaml'])
  assert.equal(refused.code, 1)
  assert.deepEqual(refused.err.split('\n').slice(0, 9), [
    'mine is running already, and its file says something else by now:',
    '  + edge0',
    '  - mid-b',
    '  ~ mid-a, which starts anew: redundancy',
    '  + in1:edge1',
    '  + mid-a:edge0',
    '  - in1:mid-b',
    '  - mid-b:edge1',
    '`make up APPLY=1 TOPOLOGY=./mine.yaml` (weir up --apply ./mine.yaml) changes what runs and leaves the rest alone; `make down` ends it',
  ])
  // Nobody who names no topology means to replace this one by the default.
  const bare = await weir(['up', '--apply'])
  assert.equal(bare.code, 1)
  assert.match(bare.err, /^the lab mine is running; `make up APPLY=1 TOPOLOGY=diamond` /)
  assert.deepEqual(Object.keys(uptimes(await state())), Object.keys(old))

  const applied = await weir(['up', './mine.yaml', '--apply'])
  assert.equal(applied.code, 0, applied.err)
  assert.match(applied.err, /^mine is changed after [\d.]+ s$/m)
  assert.match(applied.out, /edge0 +http:\/\/127\.0\.0\.1:\d+/)
  const after = await state()
  assert.deepEqual(
    after.nodes.map(({ id, state, detail }) => `${id} ${state} ${detail?.index}`),
    ['in1 running 0', 'edge0 running 4', 'mid-a running 1', 'edge1 running 3'],
  )
  const now = uptimes(after)
  const url = after.nodes.find(({ id }) => id === 'edge1')?.url
  assert.equal(url, `http://127.0.0.1:${env.WEIR_EDGE_PORT}`, 'who watches keeps the address')
  for (const id of ['in1', 'edge1']) assert.ok((now[id] ?? 0) > (old[id] ?? 0), `${id} was not started again`)
  const elapsedSeconds = (now.in1 ?? 0) - (old.in1 ?? 0)
  assert.ok((now['mid-a'] ?? 0) < elapsedSeconds, 'mid-a was')
  assert.deepEqual(
    after.nodes
      .find(({ id }) => id === 'edge1')
      ?.detail?.parents.map(({ id, impair }) => `${id} ${JSON.stringify(impair)}`),
    ['in1 {"delaySeconds":0.02}', 'mid-a {}'],
  )
  assert.deepEqual(
    after.links.map(({ from, to, impairText }) => `${from} ${to} ${impairText}`.trim()),
    ['in1 edge1 20ms', 'in1 mid-a', 'mid-a edge1', 'mid-a edge0'],
  )
  assert.equal((await weir(['kill', 'edge0'])).out, 'edge0 is killed; `weir start edge0` brings it back\n')
  assert.match((await weir(['kill', 'mid-b'])).err, /^no node "mid-b"/)
  assert.match((await weir(['up', './mine.yaml'])).err, /^mine is running already$/m)

  const started = pids()
  assert.equal((await weir(['down'])).code, 0)
  assert.deepEqual(started.filter(isAlive), [])
})

test('a change that brings a node that can never work: up --apply and status say what it says', async (t) => {
  const { weir, root } = await checkout(t)
  const write = (nodes: string, links: string) =>
    writeFileSync(
      join(root, 'mine.yaml'),
      `topologies: { mine: { streams: { cam: { source: test } }, nodes: { in1: { kind: ingress, streams: [cam] }, edge1: { kind: edge }${nodes} }, links: [[in1, edge1]${links}] } }\n`,
    )
  write('', '')
  const env = { FAKE_REFUSES: 'edge2' }
  assert.equal((await weir(['up', './mine.yaml'], env)).code, 0)
  write(', edge2: { kind: edge }', ', [in1, edge2]')
  const applied = await weir(['up', './mine.yaml', '--apply'], env)
  assert.equal(applied.code, 1)
  assert.match(applied.err, /^mine runs changed, but not all of it: edge2: stream "cam": no such film$/m)
  assert.match((await weir(['status'], env)).out, /^edge2: stream "cam": no such film$/m)
  const { troubles } = JSON.parse((await weir(['status', '--json'], env)).out) as Status
  assert.ok(troubles.includes('edge2: stream "cam": no such film'), troubles.join('; '))
  assert.equal((await weir(['down'])).code, 0)
})

test('a change whose node lacks a variable is refused before anything is changed, and made once it is there', async (t) => {
  const { weir, root } = await checkout(t)
  const write = (cam: string, maker: string) =>
    writeFileSync(
      join(root, 'mine.yaml'),
      `topologies: { mine: { streams: { cam: { ${cam} } }, nodes: { ${maker}: { kind: ingress, streams: [cam] }, edge1: { kind: edge } }, links: [[${maker}, edge1]] } }\n`,
    )
  write('source: test', 'in1')
  const began = await weir(['up', './mine.yaml'])
  assert.equal(began.code, 0, began.err)
  write('source: url, input: "${FILM_URL}"', 'in2')
  const apply = (env?: Record<string, string>) => weir(['up', './mine.yaml', '--apply'], env)
  const missing = 'stream cam of in2: input ${FILM_URL} takes FILM_URL from the environment'
  // Nothing is said to be changed that is not.
  assert.deepEqual(await apply(), { code: 1, out: '', err: `${missing}, where it is not set\n` })
  const nodes = async () => (JSON.parse((await weir(['status', '--json'])).out) as Status).nodes.map(({ id }) => id)
  assert.deepEqual(await nodes(), ['in1', 'edge1'])
  // The lab was started without it: it is handed on with the change.
  const applied = await apply({ FILM_URL: 'http://192.0.2.1/film.ts' })
  assert.equal(applied.code, 0, applied.err)
  assert.deepEqual(await nodes(), ['in2', 'edge1'])
})

test('the orchestrator killed: its nodes die with it, frozen ones too, and up starts afresh', async (t) => {
  const { weir, pids } = await checkout(t)
  await weir(['up', 'diamond'])
  await weir(['freeze', 'mid-b'])
  const started = pids()
  assert.equal(started.length, 5)
  process.kill(started[0]?.pid ?? 0, 'SIGKILL')
  await allGone(started)
  assert.equal((await weir(['status'])).code, 1)
  const logs = await weir(['logs', 'in1'])
  assert.equal(logs.code, 0, logs.err)
  assert.equal((await weir(['up', 'diamond'])).code, 0)
})

test('Ctrl-C while it waits leaves nothing', async (t) => {
  const { start, pids, root } = await checkout(t)
  const { child, ended } = start(['up', 'diamond'], { FAKE_SILENT: 'edge1' })
  await until(() => pids().length === 5, 'started')
  const started = pids()
  child.kill('SIGINT')
  const { code, err } = await ended
  assert.equal(code, 130)
  assert.match(err, /interrupted/)
  assert.deepEqual(started.filter(isAlive), [])
  assert.equal(existsSync(join(root, '.weir/current.json')), false)
})

test('up itself killed while it waits: the orchestrator ends too', async (t) => {
  const { start, pids } = await checkout(t)
  const { child, ended } = start(['up', 'diamond'], { FAKE_SILENT: 'edge1' })
  await until(() => pids().length === 5, 'started')
  const started = pids()
  child.kill('SIGKILL')
  await ended
  await allGone(started)
})

test('an edge that gets nothing: up says so after its time, and leaves nothing', async (t) => {
  const { weir, root } = await checkout(t)
  const { code, err } = await weir(['up', 'diamond'], { FAKE_SILENT: 'edge1', WEIR_UP_TIMEOUT_SECONDS: '2' })
  assert.equal(code, 1)
  assert.match(err, /^not ready after 2 s \(WEIR_UP_TIMEOUT_SECONDS sets how long\): edge1 has no chunk of cam$/m)
  assert.equal(existsSync(join(root, '.weir/current.json')), false)
  assert.equal(existsSync(join(root, '.weir/diamond/pids.json')), false)
})

test('a node that does not stay up: up names it and shows the end of its log', async (t) => {
  const { weir } = await checkout(t)
  const { code, err } = await weir(['up', 'diamond'], { FAKE_DIES: 'mid-a' })
  assert.equal(code, 1)
  assert.match(
    err,
    /mid-a does not stay up \(exited with code 7\)\nthe last of mid-a's log:\n {2}ERROR the fake was told to die/,
  )
})

test('a node that can never work: up ends at once, with what it says as the first words', async (t) => {
  const { weir, root } = await checkout(t)
  const began = performance.now()
  const { code, err } = await weir(['up', 'diamond'], { FAKE_REFUSES: 'in1', WEIR_UP_TIMEOUT_SECONDS: '300' })
  assert.equal(code, 1)
  assert.match(err, /^in1: stream "cam": no such film$/m)
  assert.doesNotMatch(err, /log:|exited|does not stay up/)
  assert.ok(performance.now() - began < 30_000)
  const log = readFileSync(join(root, '.weir/diamond/logs/in1.log'), 'utf8')
  assert.equal(log.match(/no such film/g)?.length, 1, 'it is started once')
})

test('busy ports are all named, each with the variable that moves it, and nothing is started', async (t) => {
  const { weir, env, root } = await checkout(t)
  const servers = await Promise.all(
    [env.WEIR_CONSOLE_PORT, env.WEIR_EDGE_PORT].map(
      (port) =>
        new Promise<ReturnType<typeof createServer>>((ready) => {
          const server = createServer().listen(Number(port), '127.0.0.1', () => ready(server))
        }),
    ),
  )
  t.after(() =>
    servers.forEach((server) => {
      server.close()
    }),
  )
  assert.deepEqual(await weir(['up', 'diamond']), {
    code: 1,
    out: '',
    err: [
      `port ${env.WEIR_CONSOLE_PORT} of the console is busy on 127.0.0.1; WEIR_CONSOLE_PORT moves it`,
      `port ${env.WEIR_EDGE_PORT} of edge1 is busy on 127.0.0.1; WEIR_EDGE_PORT moves it`,
      '',
    ].join('\n'),
  })
  assert.equal(existsSync(join(root, '.weir/diamond')), false)
})

test('what is wrong before the start: one clear message, exit code 1', async (t) => {
  const { weir, root } = await checkout(t)
  const shipped = readFileSync(join(root, 'topology.yaml'), 'utf8')
  writeFileSync(join(root, 'bad.yaml'), shipped.replace('[mid-a, edge1]', '[mid-a, egde1]'))
  writeFileSync(
    join(root, 'film.yaml'),
    shipped
      .replace('diamond # what', 'chain # what')
      .replace('source: auto #', 'source: file\n        input: gone.mp4 #'),
  )
  const cases: readonly (readonly [readonly string[], Record<string, string>, RegExp])[] = [
    [
      ['up', 'bad.yaml'],
      {},
      /^bad\.yaml has 1 fault:\n {2}bad\.yaml:\d+:\d+ {2}topologies\.diamond\.links\[2\]\[1\]: found "egde1", expected the id of a node; did you mean "edge1"\?\n$/,
    ],
    [['up', 'film.yaml'], {}, /^stream cam of in1: no file .*gone\.mp4\n$/],
    [
      ['up', 'diamond'],
      { WEIR_FFMPEG: '/nowhere/ffmpeg' },
      /^no ffmpeg: WEIR_FFMPEG="\/nowhere\/ffmpeg" is not a program\n$/,
    ],
    [['kill', 'mid-a'], {}, /^no lab is running, expected one \(`make up` starts it\)\n$/],
  ]
  for (const [args, env, message] of cases) {
    const { code, out, err } = await weir(args, env)
    assert.match(err, message)
    assert.equal(out, '')
    assert.equal(code, 1)
  }
})

for (const [bind, host] of [
  ['127.0.0.5', '127.0.0.5'],
  ['::1', '[::1]'],
  ['::', '[::1]'],
  ['localhost', '(127.0.0.1|\\[::1\\])'],
] as const)
  test(`everything bound to ${bind}: up asks there, and says so`, async (t) => {
    const { weir, env } = await checkout(t)
    const up = await weir(['up', 'diamond'], { WEIR_BIND: bind })
    assert.equal(up.code, 0, up.err)
    const shown = host.startsWith('(') ? host : host.replace(/[[\].]/g, '\\$&')
    assert.match(up.out, new RegExp(`watch cam on edge1 +http://${shown}:${env.WEIR_EDGE_PORT}/watch/cam`))
    const status = JSON.parse((await weir(['status', '--json'])).out) as Status
    assert.equal((await fetch(`${status.console}/healthz`)).status, 200)
  })

test('an address that this machine has not is not a busy port', async (t) => {
  const { weir } = await checkout(t)
  const { code, err } = await weir(['up', 'diamond'], { WEIR_BIND: '192.0.2.77' })
  assert.equal(code, 1)
  assert.match(
    err,
    /^WEIR_BIND=192\.0\.2\.77 is no address of this machine \(EADDRNOTAVAIL\), expected one of 127\.0\.0\.1, .*\n$/,
  )
})

test('a state folder that can not be written: a sentence, and no stack', async (t) => {
  const { weir, root } = await checkout(t)
  writeFileSync(join(root, 'file'), '')
  const { code, err } = await weir(['up', 'diamond'], { WEIR_DIR: join(root, 'file/state') })
  assert.equal(code, 1)
  assert.match(
    err,
    /^\S*\/file\/state can't be written: a part of that path is a file and no folder \(ENOTDIR\), expected/,
  )
})

test('Ctrl-C at any time of up is 130', async (t) => {
  const { start } = await checkout(t)
  for (const millis of [250, 500, 750, 1000]) {
    const { child, ended } = start(['up', 'diamond'], { FAKE_SILENT: 'edge1' })
    await new Promise((wake) => setTimeout(wake, millis))
    child.kill('SIGINT')
    // Before it can listen for one, the signal ends it: a shell makes 130 of that too.
    const { code, err } = await ended
    assert.ok(code === 130 || child.signalCode === 'SIGINT', `after ${millis} ms: ${code} ${err}`)
  }
})

test('a command line that can not be understood: exit code 2, and nothing on stdout', async (t) => {
  const { weir, root } = await checkout(t)
  const solo = '{ streams: { c: { source: test } }, nodes: { n: { roles: [ingress, edge], streams: [c] } } }'
  mkdirSync(join(root, 'empty'))
  writeFileSync(join(root, 'two.yaml'), `topologies: { a: ${solo}, b: ${solo} }`)
  const cases: readonly (readonly [readonly string[], RegExp, Record<string, string>?])[] = [
    [['up', 'diamond', '--runtime', 'podman'], /^RUNTIME="podman", expected auto, docker or process\n$/],
    [['up'], /^RUNTIME="podman", expected auto, docker or process\n$/, { RUNTIME: 'podman' }],
    [['up'], /^WEIR_LAB="abc", expected a whole number from 1 to 99\n$/, { WEIR_LAB: 'abc' }],
    [['status'], /^WEIR_EDGE_PORT="http", expected a whole number from 1 to 65535\n$/, { WEIR_EDGE_PORT: 'http' }],
    [['down'], /^WEIR_PROJECT="My Lab", expected a name.*\n$/, { WEIR_PROJECT: 'My Lab' }],
    [['graph', '--format', 'png'], /^format "png", expected one of mermaid, dot, svg\n$/],
    ...['up', 'graph', 'render', 'validate'].flatMap((verb) =>
      [
        ['diamnd', /^TOPOLOGY=diamnd is not known, .*did you mean "diamond"\?\n$/],
        ['gone.yaml', /^no file gone\.yaml, expected/],
        ['empty/', /^empty\/ is a folder without topology\.yaml, expected/],
        ['topology.yaml#diamnd', /^TOPOLOGY=diamnd is not known, .*did you mean "diamond"\?\n$/],
        ['chian:hops=5', /^TOPOLOGY=chian is not known, expected a generator .*did you mean "chain"\?\n$/],
        ['chain:hops=0', /^chain:hops=0: found hops="0", expected a whole number from 1 to 254\n$/],
        ['chain:hops=5,delay=fast', /^chain:hops=5,delay=fast: found delay="fast", expected/],
        ['chain:hosp=5', /^chain:hosp=5: unknown "hosp", expected one of .*did you mean "hops"\?\n$/],
        ['chain:hops=5,hops=6', /^chain:hops=5,hops=6: "hops" is given twice\n$/],
        ['tree:depth=9,fanout=9', /^tree:depth=9,fanout=9: makes [\d,]+ nodes, expected at most 1,000\n$/],
        ['mesh:width=101,depth=2', /^mesh:width=101,depth=2: makes [\d,]+ links, expected at most 10,000\n$/],
        ['two.yaml', /^two\.yaml has no default, expected TOPOLOGY=two\.yaml#<one of a, b>\n$/],
      ]
        // All of a file is right or wrong, whichever of its topologies.
        .filter(([named]) => !(verb === 'validate' && named === 'two.yaml'))
        .map(([named, message]) => [[verb, named], message] as [readonly string[], RegExp]),
    ),
    [['render', '--yaml', 'chain:hops=0'], /^chain:hops=0: found hops="0"/],
    [['validate', 'gone.yaml', '--json'], /^no file gone\.yaml, expected/],
    // Whether or not a lab runs.
    [['link', 'a:b', 'dealy=5ms'], /^"dealy=5ms", expected clear, .*did you mean "delay"\?\n$/],
    [['link', 'a:b', 'delay=fast'], /^delay="fast", expected/],
    [['link', 'a:b', 'trace=gone.csv'], /^no file gone\.csv, expected/],
    [['link'], /missing required argument 'link'/],
    [['reset', 'in1'], /too many arguments/],
    [['validate'], /missing required argument 'file'/],
    [['logs', '-n', 'abc'], /argument 'abc' is invalid\. Expected a whole number\./],
    [['logs', '-n', '-1'], /argument '-1' is invalid|argument missing/],
    [['kil', 'mid-a'], /unknown command 'kil'\n\(Did you mean kill\?\)/],
    [['kill'], /missing required argument 'nodes'/],
    [['status', '--yaml'], /unknown option '--yaml'/],
    [['down', 'diamond'], /too many arguments/],
  ]
  for (const [args, message, env] of cases) {
    const { code, out, err } = await weir(args, env)
    assert.match(err, message)
    assert.deepEqual([args, code, out], [args, 2, ''])
  }
  for (const args of [['--help'], ['help'], ['kill', '--help'], ['--version']]) assert.equal((await weir(args)).code, 0)
  assert.match((await weir(['--version'])).out, /^\d+\.\d+\.\d+\n$/)
})

test('variables that are blank are as not set, and no folder of that name is made', async (t) => {
  const { weir, root } = await checkout(t)
  const blank = { WEIR_DIR: ' ', WEIR_LAB: ' ', WEIR_FFMPEG: '\t', RUNTIME: ' ', WEIR_BIND: '' }
  const { code, err } = await weir(['up', 'film.yaml'], blank)
  assert.deepEqual([code, err.split(',')[0]], [2, 'no file film.yaml'])
  assert.equal(existsSync(join(root, ' ')), false)
  assert.equal(existsSync(join(root, '.weir')), true)
})

test('on a terminal what failed is told in lines of 80 columns, elsewhere in one', {
  skip: process.platform !== 'linux' && "this is script(1) of Linux' util-linux",
}, async (t) => {
  const { weir, root, env } = await checkout(t)
  const folder = join(root, 'a folder with spaces', 'and more of them '.repeat(6))
  mkdirSync(join(folder, 'current.json'), { recursive: true })
  const { err } = await weir(['status'], { WEIR_DIR: folder })
  assert.equal(err.trimEnd().split('\n').length, 1)
  const command = `"${process.execPath}" dist/services/orchestrator/cli/main.js status`
  const { stdout } = spawnSync('script', ['--quiet', '--command', command, '/dev/null'], {
    cwd: root,
    env: { ...env, WEIR_DIR: folder },
    encoding: 'utf8',
  })
  const lines = stdout.trimEnd().split('\r\n')
  assert.ok(lines.length > 2 && lines.every((line) => line.length <= 80 || line.trim().startsWith(folder)), stdout)
  assert.equal(lines.map((line) => line.trim()).join(' '), err.trimEnd())
})

test('notes and tables are whole where no terminal reads them, and are broken where one does', {
  skip: process.platform !== 'linux' && "this is script(1) of Linux' util-linux",
}, async (t) => {
  const { weir, root, env } = await checkout(t)
  const up = await weir(['up', 'star:edges=12'])
  assert.match(
    up.err,
    /^star-edges-12 has 14 nodes: about .* of memory, and some \d+ s until it is up, at most \d+ s$/m,
  )
  assert.equal((await weir(['kill', 'edge3'])).code, 0)
  assert.match((await weir(['status'])).out, /^star-edges-12, process runtime; waiting: .*edge3.*$/m)
  const listed = (await weir(['list'])).out
  assert.match(listed, /^ {2}each also delay, .*: chain:hops=5,delay=20ms$/m)
  const onTerminal = (columns: number, ...args: string[]) => {
    const command = `stty cols ${columns}; "${process.execPath}" dist/services/orchestrator/cli/main.js ${args.join(' ')}`
    const { stdout } = spawnSync('script', ['--quiet', '--command', command, '/dev/null'], {
      cwd: root,
      env,
      encoding: 'utf8',
    })
    return stdout.trimEnd().split('\r\n')
  }
  for (const columns of [80, 60]) {
    const lines = onTerminal(columns, 'list')
    const longest = Math.max(...lines.map((line) => line.length))
    assert.ok(longest <= columns && longest > columns - 20, `${longest} of ${columns}`)
    assert.ok(lines.length > listed.trimEnd().split('\n').length)
  }
})

test('a state folder that can not be one: no record is no lab, and one that can not be read is said', async (t) => {
  const { weir, root } = await checkout(t)
  const file = join(root, 'a-file')
  writeFileSync(file, '')
  const nothing = { code: 0, out: '', err: 'no lab is running\n' }
  assert.deepEqual(await weir(['down'], { WEIR_DIR: file }), nothing)
  assert.equal((await weir(['status'], { WEIR_DIR: file })).code, 1)
  const folder = join(root, "it's ü")
  mkdirSync(join(folder, 'current.json'), { recursive: true })
  for (const verb of ['status', 'down', 'logs'])
    assert.deepEqual(await weir([verb], { WEIR_DIR: folder }), {
      code: 1,
      out: '',
      err: `${folder}/current.json can't be read: that is a folder (EISDIR), expected a state folder that is yours; WEIR_DIR names another\n`,
    })
})

test('list, validate and render --yaml, without a lab', async (t) => {
  const { weir, root, copy } = await checkout(t)
  const { out } = await weir(['list'])
  assert.match(out, /^ {2}diamond +4 nodes +two disjoint paths that meet at one edge$/m)
  assert.match(out, /^ {2}solo +1 node +one node/m)
  assert.match(out, /^ {2}cdn:regions=3,edges=2,parents=2$/m)
  copy('labs/bad-last-mile/topology.yaml', 'labs/bad-last-mile/topology.yaml')
  copy('services/link/traces/cellular.csv', 'services/link/traces/cellular.csv')
  copy('topology.yaml', 'labs/mine.yaml')
  const withLabs = (await weir(['list'])).out
  assert.match(withLabs, /^ {2}labs\/bad-last-mile\/topology\.yaml +7 nodes +five edges/m)
  assert.match(withLabs, /^ {2}labs\/mine\.yaml#diamond +4 nodes/m)
  rmSync(join(root, 'labs'), { recursive: true })
  const listed = JSON.parse((await weir(['list', '--json'])).out)
  assert.equal(listed.topologies.length, 7)
  assert.equal((await weir(['validate', 'topology.yaml'])).code, 0)
  // Whatever `up` takes.
  assert.equal((await weir(['validate', 'diamond'])).out, 'diamond is right: 1 topology (diamond)\n')
  assert.equal((await weir(['validate', 'chain:hops=5'])).code, 0)
  assert.match((await weir(['validate', 'diamnod'])).err, /^TOPOLOGY=diamnod is not known, .*did you mean "diamond"/)
  writeFileSync(join(root, 'bad.yaml'), 'topologies:\n  t:\n    nodes: [in1]\n    streams: {}\n')
  assert.deepEqual(await weir(['validate', 'bad.yaml']), {
    code: 1,
    out: '',
    err: 'bad.yaml has 1 fault:\n  bad.yaml:3:12  topologies.t.nodes: found ["in1"], expected a map\n',
  })
  const bad = await weir(['validate', 'bad.yaml', '--json'])
  assert.equal(bad.code, 1)
  assert.deepEqual(JSON.parse(bad.out).faults, [
    { line: 3, column: 12, path: 'topologies.t.nodes', message: 'found ["in1"], expected a map' },
  ])
  writeFileSync(
    join(root, 'cdn.yaml'),
    (await weir(['render', '--yaml', 'cdn:regions=3,edges=4,parents=2,delay=40ms'])).out,
  )
  assert.equal((await weir(['validate', 'cdn.yaml'])).out, 'cdn.yaml is right: 1 topology (cdn)\n')
})

test('npx weir, from a folder of the checkout, with a topology beside it', async (t) => {
  const folder = realpathSync(mkdtempSync(join(resolve('tests'), 'weir-npx-')))
  const cache = mkdtempSync(join(tmpdir(), 'weir-npm-'))
  t.after(() => {
    for (const made of [folder, cache]) rmSync(made, { recursive: true })
  })
  copyFileSync('topology.yaml', join(folder, 'mine.yaml'))
  const npx = spawn('npx', ['--offline', 'weir', 'graph', './mine.yaml', '--format', 'dot'], {
    cwd: folder,
    env: { ...process.env, npm_config_cache: cache },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  npx.stdout.on('data', (data) => {
    out += data
  })
  const [code] = await once(npx, 'close')
  assert.equal(code, 0)
  assert.match(out, /^digraph "diamond" \{$/m)
})
