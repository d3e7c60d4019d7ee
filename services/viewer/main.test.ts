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
import { chunkFrame, initFrame, startFakeParent } from './fake-parent.ts'

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
    err: 'viewers: --edge: no edge "egde1", expected edge1\n',
  })
  assert.deepEqual(await viewers('--stream', 'cma'), {
    code: 2,
    out: '',
    err: 'viewers: --stream: no stream "cma", expected one of cam, b\n',
  })
  assert.deepEqual(await viewers('--duration', 'soon'), {
    code: 2,
    out: '',
    err: 'viewers: --duration: expected a number from 0 to 1000000, got "soon"\n',
  })
})
