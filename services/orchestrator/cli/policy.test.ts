// The command line's pure parts, as tables.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Snapshot } from '../console/snapshot.ts'
import type { Plan } from '../topology/plan.ts'
import { errorText } from './error-text.ts'
import { changed } from './link.ts'
import { isError, readable, telling } from './log-line.ts'
import { hostsOf } from './make-lab.ts'
import { bytesText, columns, statusText } from './report.ts'
import { mending } from './reset.ts'
import { hopeless } from './wait-ready.ts'

test('a link keeps what is not named', () => {
  const before = { delaySeconds: 0.02, loss: 0.001 }
  assert.deepEqual(changed(before, ['delay=50ms']), { delaySeconds: 0.05, loss: 0.001 })
  assert.deepEqual(changed(before, ['partition']), { ...before, partition: true })
  assert.deepEqual(changed({ ...before, partition: true }, ['heal']), before)
  assert.deepEqual(changed(before, ['clear']), {})
  assert.deepEqual(changed(before, ['clear', 'rate=2mbit', 'direction=down']), {
    rateBitsPerSecond: 2e6,
    direction: 'down',
  })
})

test('every setting of a link that can not be is named at once', () => {
  assert.throws(() => changed({}, ['dealy=50ms', 'delay=50', 'slow']), {
    message: [
      '"dealy=50ms", expected clear, partition, heal or <key>=<value> with a key of delay, jitter, rate, loss, partition, trace, direction, seed; did you mean "delay"?',
      'delay="50", expected a duration up to 60s, such as 20ms or 1.5s',
      '"slow", expected clear, partition, heal or <key>=<value> with a key of delay, jitter, rate, loss, partition, trace, direction, seed',
    ].join('\n'),
  })
})

for (const [setting, message] of [
  ['partition=maybe', 'partition="maybe", expected true or false'],
  ['partition=', 'partition="", expected true or false'],
  ['partition=TRUE', 'partition="TRUE", expected true or false'],
  ['direction=sideways', 'direction="sideways", expected one of both, down, up'],
  ['seed=abc', 'seed="abc", expected a whole number from 0 to 2147483647'],
  ['seed=', 'seed="", expected a whole number from 0 to 2147483647'],
  ['constructor=1', /^"constructor=1", expected clear, partition, heal or <key>=<value>/],
] as const)
  test(`a link's ${setting} is refused, in one sentence`, () => {
    assert.throws(() => changed({}, [setting]), { message })
  })

test('a link is cut and mended by its key too', () => {
  assert.deepEqual(changed({}, ['partition=true']), { partition: true })
  assert.deepEqual(changed({ partition: true }, ['partition=false']), { partition: false })
})

test('log lines', () => {
  const line = '{"level":50,"time":1000,"node":"in1","msg":"ffmpeg ended","code":1}'
  assert.equal(readable(line), '00:00:01.000 ERROR ffmpeg ended node=in1 code=1')
  assert.equal(readable(line.replace('"code":1', '"times":1')), '00:00:01.000 ERROR ffmpeg ended node=in1')
  assert.equal(readable(line.replace('"code":1', '"times":9')), '00:00:01.000 ERROR ffmpeg ended node=in1 times=9')
  assert.equal(readable('plain text'), 'plain text')
  assert.equal(readable('{"a": 1'), '{"a": 1')
  assert.equal(isError('TypeError: no'), true)
  assert.deepEqual(telling(['one', line, 'two'], 3), ['00:00:01.000 ERROR ffmpeg ended node=in1 code=1'])
  assert.deepEqual(telling(['one', 'two'], 1), ['two'])
})

/** As Node throws it. */
const errno = (code: string, syscall: string, path?: string) =>
  Object.assign(new Error(`${code}: as the system says, ${syscall}`), { code, syscall, ...(path ? { path } : {}) })
const HELP = ', expected a state folder that you may write to; WEIR_DIR names another'

for (const [error, text] of [
  [errno('ENOSPC', 'write'), `/lab can't be written: no space left on the device (ENOSPC)${HELP}`],
  [errno('EACCES', 'mkdir', '/lab/diamond'), `/lab/diamond can't be written: permission denied (EACCES)${HELP}`],
  [errno('EROFS', 'open', '/etc/x'), "/etc/x can't be written: the file system is read-only (EROFS)"],
  [errno('EACCES', 'spawn docker', 'docker'), "docker can't be run: permission denied (EACCES)"],
  [errno('ENOENT', 'mkdir', '/lab'), `/lab can't be written: no folder can be made there (ENOENT)${HELP}`],
  [errno('ENOENT', 'open', '/x'), 'ENOENT: as the system says, open'],
  [new Error('a sentence'), 'a sentence'],
  ['no error at all', 'no error at all'],
] as const)
  test(`what went wrong: ${text.slice(0, 60)}`, () => assert.equal(errorText(error, '/lab'), text))

test('bytes to three digits', () => {
  const shown = [null, 0, 999, 1000, 12_345, 999_499, 1_234_567, 45e9, 1e15].map(bytesText)
  assert.deepEqual(shown, ['-', '0 B', '999 B', '1.00 kB', '12.3 kB', '999 kB', '1.23 MB', '45.0 GB', '1000 TB'])
})

test('reset mends what is broken, and leaves alone what comes back by itself', () => {
  const links = [
    { from: 'a', to: 'b', impair: { delaySeconds: 0.02, loss: undefined }, emulation: 'user' },
    { from: 'b', to: 'c', impair: {}, emulation: 'user' },
  ] as unknown as Plan['links']
  const nodes = (['running', 'frozen', 'stopped', 'failed', 'restarting', 'starting'] as const).map((state, i) => ({
    id: `n${i}`,
    state,
  }))
  const state = {
    nodes,
    links: [
      { from: 'a', to: 'b', impair: { delaySeconds: 0.02 } },
      { from: 'b', to: 'c', impair: { partition: true } },
    ],
    lastMiles: [
      { from: 'c', to: 'viewers', impair: { delaySeconds: 0.3 } },
      { from: 'd', to: 'viewers', impair: { delaySeconds: 0.015 } },
    ],
  } as unknown as Snapshot
  const edges = ['c', 'd'].map((id) => ({ id, lastMile: { delaySeconds: 0.015 } })) as unknown as Plan['nodes']
  const mended = mending({ links, nodes: edges } as Plan, state)
  assert.deepEqual(mended.nodes, [
    { id: 'n1', fault: 'thaw' },
    { id: 'n2', fault: 'start' },
    { id: 'n3', fault: 'start' },
  ])
  assert.deepEqual(mended.links, [links[1], { from: 'c', to: 'viewers', impair: { delaySeconds: 0.015 } }])
})

test('columns line up', () => {
  assert.deepEqual(
    columns(
      [
        ['a', 'b'],
        ['long', 'c'],
      ],
      80,
    ),
    ['a     b', 'long  c'],
  )
})

test('a last column that does not fit goes on below itself, or below its row', () => {
  const long = `${'stands for a remark '.repeat(4)}that ends`
  const rows = columns(
    [
      ['edge1', 'running', long],
      ['a'.repeat(50), 'stopped', 'short'],
    ],
    80,
  )
  assert.deepEqual(rows.slice(0, 5), [
    `edge1${' '.repeat(47)}running`,
    '    stands for a remark stands for a remark stands for a remark stands for a',
    '    remark that ends',
    `${'a'.repeat(50)}  stopped  short`,
  ])
  assert.deepEqual(columns([['edge1', 'running', long]], 80), [
    'edge1  running  stands for a remark stands for a remark stands for a remark',
    '                stands for a remark that ends',
  ])
  // Where it is no terminal that reads.
  assert.deepEqual(columns([['edge1', 'running', long]], Number.POSITIVE_INFINITY), [`edge1  running  ${long}`])
})

test('status and the places fit into 80 columns, and nothing that is not known reads as 0', () => {
  const state = {
    topology: 'diamond',
    runtime: 'process',
    ready: false,
    waiting: ['mid-a', 'mid-b', 'edge1', 'edge2', 'edge3'].map((id) => `${id} does not answer`),
    publicUrls: null,
    console: 'http://127.0.0.1:8080',
    prometheus: null,
    grafana: null,
    nodes: [
      {
        id: 'edge1',
        roles: ['edge'],
        group: 'reg-a',
        state: 'running',
        url: 'http://127.0.0.1:8081',
        publicUrl: null,
        restarts: 12,
        lastExit: 'killed by SIGKILL',
        faults: ['no parent is connected', 'media only comes late: 3 s behind its parents'],
        detail: { tracks: [{ stream: 'cam' }] },
      },
    ],
    links: [
      { from: 'mid-a', to: 'edge1', state: 'up', push: null, bytes: null, impairText: '' },
      {
        from: 'mid-b',
        to: 'edge1',
        state: 'up',
        push: { p50Seconds: 1e-6, p99Seconds: 2e-4 },
        bytes: 0,
        impairText: '',
      },
    ],
    lastMiles: [],
  } as unknown as Snapshot
  const lines = statusText(state, 'x'.repeat(32), 80)
  for (const line of lines) assert.ok(line.length <= 80, line)
  assert.ok(lines.includes('mid-a:edge1  up     -         -         -'), lines.join('\n'))
  assert.ok(lines.includes('mid-b:edge1  up     <0.01 ms  0.20 ms   0 B'), lines.join('\n'))
  const whole = statusText(state, 'x'.repeat(32), Number.POSITIVE_INFINITY)
  assert.ok(
    whole.some((line) => /^edge1 .* group reg-a; no parent is connected; media only comes late/.test(line)),
    whole.join('\n'),
  )
  assert.ok(whole[0]?.endsWith('edge3 does not answer'), whole[0])
})

test('a node that keeps dying makes waiting pointless', () => {
  const node = { id: 'in1', state: 'restarting', restarts: 3, lastExit: 'exited with code 1' }
  assert.deepEqual(hopeless({ nodes: [node] } as unknown as Snapshot), {
    message: 'in1 does not stay up (exited with code 1)',
    nodes: ['in1'],
  })
  assert.equal(hopeless({ nodes: [{ ...node, restarts: 1 }] } as unknown as Snapshot), null)
})

test('a node that can never work makes waiting pointless, whatever the engine does with it', () => {
  for (const state of ['failed', 'restarting', 'running']) {
    const node = { id: 'in1', state, restarts: 0, lastExit: 'can never work as it is configured' }
    assert.deepEqual(hopeless({ nodes: [node] } as unknown as Snapshot), {
      message: 'in1 can never work as it is configured',
      nodes: ['in1'],
      refused: true,
    })
  }
})

test('only where it is opened to a network does the lab go by a name besides localhost', () => {
  for (const bind of ['127.0.0.1', '127.0.0.5', '::1', 'localhost'])
    assert.deepEqual(hostsOf(bind, 'bench-3'), [], bind)
  assert.deepEqual(hostsOf('lab.lan', 'bench-3'), ['lab.lan', 'bench-3', 'bench-3.local'])
})
