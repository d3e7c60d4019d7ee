// The program as `make viewers` runs it: what it says, takes and refuses.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test, { type TestContext } from 'node:test'
import { chunkFrame, initFrame, startFakeParent } from './test-parent.ts'

/** A state folder that names these edges, and the program in it. */
const programIn = (t: TestContext, edges: readonly { readonly id: string; readonly url: string }[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-viewers-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const nodes = edges.map((edge) => ({ ...edge, roles: ['edge'] }))
  writeFileSync(join(folder, 'current.json'), JSON.stringify({ nodes }))
  return async (...args: string[]) => {
    const child = spawn(process.execPath, [resolve('dist/services/viewer/main.js'), ...args], {
      env: { ...process.env, WEIR_DIR: folder },
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (data) => {
      out += data
    })
    child.stderr.on('data', (data) => {
      err += data
    })
    const [code] = await once(child, 'close')
    return { code, out, err }
  }
}

test('it says what ends it, takes the id of an edge, and reports edges, viewers and seconds', async (t) => {
  const parent = await startFakeParent(() => [
    initFrame(1000),
    ...Array.from({ length: 15 }, (_, i) => chunkFrame(1000, 30 + i, { replay: i < 14 })),
  ])
  t.after(() => parent.close())
  const viewers = programIn(t, [
    { id: 'edge1', url: 'http://127.0.0.1:9' },
    { id: 'edge2', url: parent.edge },
  ])
  const { out, err } = await viewers('--viewers', '1', '--edge', 'edge2', '--duration', '1.5', '--json')
  assert.match(err, new RegExp(`^1 viewer on ${parent.edge}, for 1\\.5 s$`, 'm'))
  const report = JSON.parse(out)
  assert.deepEqual([report.perEdge.length, report.perEdge[0].id, report.perEdge[0].viewers], [1, 'edge2', 1])
  assert.deepEqual([report.perViewer.length, report.perViewer[0].freshChunks], [1, 15])
  assert.equal(report.seconds.length, 2)
  assert.ok(report.seconds[0].atSeconds > 0.9 && report.seconds[0].connected === 1, JSON.stringify(report.seconds))
})

test('what the program sleeps is no stall, no gap and no latency, and it says how long it slept', async (t) => {
  const parent = await startFakeParent(() => [initFrame(1000), chunkFrame(1000, 30, { replay: true })])
  t.after(() => parent.close())
  const folder = mkdtempSync(join(tmpdir(), 'weir-viewers-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 'current.json'),
    JSON.stringify({ nodes: [{ id: 'e', url: parent.edge, roles: ['edge'] }] }),
  )
  const args = ['--viewers', '3', '--duration', '8', '--json']
  const child = spawn(process.execPath, [resolve('dist/services/viewer/main.js'), ...args], {
    env: { ...process.env, WEIR_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  const closed = once(child, 'close')
  await parent.subscribed(3)
  let sequence = 31
  const camera = setInterval(() => parent.send(chunkFrame(1000, sequence++)), 33)
  t.after(() => clearInterval(camera))
  setTimeout(() => child.kill('SIGSTOP'), 2000)
  setTimeout(() => child.kill('SIGCONT'), 5000)
  await closed
  const { sleptSeconds, reading } = JSON.parse(out)
  assert.ok(Math.abs(sleptSeconds - 3) < 0.5, `slept ${sleptSeconds} s`)
  // Three viewers that slept for 3 s each; a busy machine stalls them for less.
  assert.ok(reading.stalledSeconds < 3, `stalled for ${reading.stalledSeconds} s`)
  assert.equal(reading.disconnects, 0)
  for (const figure of ['gapMillis', 'pathMillis', 'liveMillis', 'joinMillis'])
    assert.ok(reading[figure].max < 2500, `${figure}: ${JSON.stringify(reading[figure])}`)
  assert.ok(reading.freshChunks > 3 * 180, `${reading.freshChunks} chunks`)
})

test('a lab whose orchestrator has gone: by name, and where to read what is left', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-viewers-'))
  t.after(() => rmSync(folder, { recursive: true }))
  // As the orchestrator leaves it; nobody listens there.
  const record = { console: 'http://127.0.0.1:9', lab: { plan: { topology: 'solo' } } }
  writeFileSync(join(folder, 'current.json'), JSON.stringify(record))
  const child = spawn(process.execPath, [resolve('dist/services/viewer/main.js')], {
    env: { ...process.env, WEIR_DIR: folder },
  })
  let err = ''
  child.stderr.on('data', (data) => {
    err += data
  })
  const [code] = await once(child, 'close')
  assert.equal(code, 1)
  assert.equal(
    err.replaceAll(/\s+/g, ' ').trim(),
    'viewers: the orchestrator of solo does not answer on http://127.0.0.1:9; `make status` says what is left, `make down` ends it',
  )
})

test('an edge or a stream that is not there: those that are, and exit code 2', async (t) => {
  const edge = createServer((_, response) =>
    response.end(JSON.stringify({ streams: [{ name: 'cam' }, { name: 'b' }] })),
  )
  edge.listen(0, '127.0.0.1')
  await once(edge, 'listening')
  t.after(() => edge.close())
  const url = `http://127.0.0.1:${(edge.address() as AddressInfo).port}`
  const viewers = programIn(t, [{ id: 'edge1', url }])
  assert.deepEqual(await viewers('--edge', 'egde1'), {
    code: 2,
    out: '',
    err: 'viewers: --edge (make viewers EDGE=…): no edge "egde1", expected edge1\n',
  })
  assert.deepEqual(await viewers('--stream', 'cma'), {
    code: 2,
    out: '',
    err: 'viewers: --stream (make viewers STREAM=…): no stream "cma", expected one of cam, b\n',
  })
})

const REFUSED: readonly (readonly [string, string])[] = [
  [
    '--duration=soon',
    '--duration (make viewers DURATION=…): "soon", expected seconds, more than 0 and at most 1000000',
  ],
  ['--duration=-1', '--duration (make viewers DURATION=…): "-1", expected seconds, more than 0 and at most 1000000'],
  ['--duration=0', '--duration (make viewers DURATION=…): "0", expected seconds, more than 0 and at most 1000000'],
  ['--viewers=0', '--viewers (make viewers N=…): "0", expected a whole number from 1 to 100000'],
  ['--viewers=2.5', '--viewers (make viewers N=…): "2.5", expected a whole number from 1 to 100000'],
  ['--viewers= ', '--viewers (make viewers N=…): " ", expected a whole number from 1 to 100000'],
  ['--stuck=2', '--stuck: "2", expected a share from 0 to 1'],
  ['--buffer=-1', '--buffer: "-1", expected milliseconds from 0 to 60000'],
]
for (const [option, message] of REFUSED) {
  test(`refused before anything is asked: ${option}`, async (t) => {
    const viewers = programIn(t, [{ id: 'edge1', url: 'http://127.0.0.1:9' }])
    assert.deepEqual(await viewers(option), { code: 2, out: '', err: `viewers: ${message}\n` })
  })
}

test('viewers whose edge has gone for good: none plays, the gap that lasts counts, and exit code 1', async (t) => {
  const parent = await startFakeParent(() => [
    initFrame(1000, { replay: true }),
    ...Array.from({ length: 15 }, (_, i) => chunkFrame(1000, 30 + i, { replay: i < 14 })),
  ])
  const viewers = programIn(t, [{ id: 'edge1', url: parent.edge }])
  const run = viewers('--viewers=3', '--ramp=0', '--duration=4.5', '--json')
  await parent.subscribed(3)
  await parent.close()
  const { code, out, err } = await run
  const { ok, reading, perEdge, perViewer, firstFaults, samples } = JSON.parse(out)
  assert.deepEqual(
    [code, ok, reading.connected, reading.playing, reading.joined, reading.withoutPicture],
    [1, false, 0, 0, 3, 3],
  )
  assert.deepEqual([perEdge[0].playing, perEdge[0].withoutPicture, perViewer[0].playing], [0, 3, false])
  assert.deepEqual(
    [reading.pathNowMillis.p50, reading.liveNowMillis.p50, perViewer[0].pathNowMillis],
    [null, null, null],
  )
  assert.ok(reading.gapMillis.max > 3000, `the gap that lasts: ${reading.gapMillis.max} ms`)
  assert.ok(perViewer[0].withoutPictureSeconds > 3)
  assert.deepEqual(
    [reading.freshChunks, reading.replayedChunks, reading.chunks],
    [45, 42, 45],
    'an init segment is none',
  )
  assert.deepEqual([firstFaults, samples], [[], undefined])
  assert.match(err, /^viewers: 3 of 3 had no picture when the run ended$/m)
  for (const line of err.split('\n')) assert.ok(line.length <= 80, line)
})
