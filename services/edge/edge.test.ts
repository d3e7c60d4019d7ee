import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { NodeConfig, type NodeConfigInput, type RelayNode, startNode } from '@weir/relay'
import { decodeControl } from '@weir/wire'
import { WebSocket } from 'ws'
import { attachEdge } from './index.ts'

const TEMPLATES = {
  'player.js': '// the player',
  'head.html': '<meta charset="utf-8"><link href="__ROOT__static/weir.css">\n',
  'home.html': '__HEAD__<title>__NODE__</title><ul>__STREAMS__</ul><p __NONE_HIDDEN__>none</p>__EDGES__',
  'watch.html':
    '__HEAD__<body data-root="__ROOT__" data-catalog="__CATALOG__"><h1>__STREAM__</h1><p __MESSAGE_HIDDEN__>__MESSAGE__</p><ul __OTHERS_HIDDEN__>__OTHERS__</ul>__NODE__',
  'not-found.html': '__HEAD__<p>__PATH__ at __NODE__</p><ul __STREAMS_HIDDEN__>__STREAMS__</ul>',
}

/** A node that is an edge, with a player folder of templates alone. */
const startEdge = async (
  context: TestContext,
  edges: NodeConfigInput['edges'] = [
    { id: 'edge1', url: 'http://127.0.0.1:8081' },
    { id: 'edge2', url: 'http://127.0.0.1:8082' },
  ],
): Promise<{ node: RelayNode; http: string; ws: string }> => {
  const playerFolder = mkdtempSync(join(tmpdir(), 'weir-edge-'))
  for (const [name, text] of Object.entries(TEMPLATES)) writeFileSync(join(playerFolder, name), text)
  const node = await startNode(
    NodeConfig.parse({
      id: 'edge1',
      index: 3,
      roles: ['edge'],
      listen: { port: 0 },
      edges,
      logLevel: 'error',
    }),
  )
  attachEdge(node, { playerFolder })
  context.after(async () => {
    await node.close()
    rmSync(playerFolder, { recursive: true })
  })
  return { node, http: `http://127.0.0.1:${node.port}`, ws: `ws://127.0.0.1:${node.port}` }
}

const INIT = Uint8Array.from([1, 2, 3])

/** A stream of two tracks that need not be media: nothing here looks inside. */
const publish = (node: RelayNode, stream: string) => {
  const publisher = node.publish(stream)
  publisher.start({
    mime: 'video/mp4; codecs="avc1.42c01e, mp4a.40.2"',
    init: INIT,
    tracks: [
      { name: 'video', kind: 'video', codec: 'avc1.42c01e', init: INIT, width: 640, height: 360 },
      { name: 'audio', kind: 'audio', codec: 'mp4a.40.2', init: INIT },
    ],
  })
  return publisher
}

const chunk = (payload: number[]) => ({
  keyframe: true,
  startsGroup: true,
  decodeTimeMicros: 0,
  durationMicros: 33_333,
  captureTimeMicros: Date.now() * 1000,
  payload: Uint8Array.from(payload),
})

test('pages name the streams, and a stream that is not here gets a 404 that lists what is', async (context) => {
  const { node, http } = await startEdge(context)
  assert.match(await (await fetch(`${http}/`)).text(), /<p >none<\/p>/)
  publish(node, 'cam')
  publish(node, '<b>"&')
  const home = await (await fetch(`${http}/`)).text()
  assert.match(home, /href=".\/watch\/cam"/)
  assert.ok(home.includes('&lt;b&gt;&quot;&amp;') && !home.includes('<b>'), home)
  assert.match(home, /href="http:\/\/127\.0\.0\.1:8082">edge2</)

  const here = await fetch(`${http}/watch/cam`)
  assert.equal(here.status, 200)
  assert.match(await here.text(), /<p hidden><\/p>/)

  const missing = await fetch(`${http}/watch/nope%3Cscript%3E`)
  assert.equal(missing.status, 404)
  const text = await missing.text()
  assert.match(text, /There is no stream “nope&lt;script&gt;” here/)
  assert.match(text, /href="..\/watch\/cam"/)
  assert.equal((await fetch(`${http}/nothing/here`)).status, 404)
  assert.equal((await fetch(`${http}/watch/%E0%A4%A`)).status, 400)
})

/** One answer; fetch would not let the Host be chosen. */
const getBy = (host: string, url: string): Promise<{ headers: IncomingHttpHeaders; text: string }> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { host } }, (response) => {
      let text = ''
      response.on('data', (data) => {
        text += data
      })
      response.on('end', () => resolve({ headers: response.headers, text }))
    }).on('error', reject)
  })

test('no page names anything from the root of the host, at any depth', async (context) => {
  const { node, http } = await startEdge(context)
  publish(node, 'cam')
  for (const [path, root] of [
    ['/', './'],
    ['/watch/cam', '../'],
    ['/watch/cam/', '../../'],
    ['/watch/nope', '../'],
    ['/nothing', './'],
    ['/nothing/at/all', '../../'],
  ] as const) {
    const text = await (await fetch(http + path)).text()
    assert.ok(text.includes(`<link href="${root}static/weir.css">`), `${path}: ${text}`)
    assert.doesNotMatch(text, /(?:href|src)="\/[^/]/, path)
    for (const [, href = ''] of text.matchAll(/href="([^"]*watch[^"]*)"/g)) {
      assert.equal(new URL(href, `https://lab.example/weir/edge1${path}`).pathname, '/weir/edge1/watch/cam', path)
    }
  }
})

test('other edges are announced where this one was found, or where a proxy has them', async (context) => {
  const { http } = await startEdge(context, [
    { id: 'edge1', url: 'http://127.0.0.1:8081', port: 8081 },
    { id: 'edge2', url: 'http://127.0.0.1:8082', port: 8082 },
    { id: 'edge3', url: 'http://127.0.0.1:8083', port: 8083, publicUrl: 'https://lab.example/weir/edge3/' },
  ])
  for (const [host, name] of [
    ['192.168.1.5:8081', '192.168.1.5'],
    ['[2001:db8::5]:8081', '[2001:db8::5]'],
    ['localhost', 'localhost'],
  ] as const) {
    const { node, edges } = JSON.parse((await getBy(host, `${http}/api/edges`)).text)
    assert.equal(node, 'edge1')
    assert.deepEqual(edges[1], { id: 'edge2', url: `http://${name}:8082`, port: 8082 })
    assert.equal(edges[2].publicUrl, 'https://lab.example/weir/edge3/')
    const home = await getBy(host, `${http}/`)
    assert.ok(home.text.includes(`href="//${name}:8082">edge2<`), home.text)
    assert.ok(home.text.includes('href="https://lab.example/weir/edge3/">edge3<'), home.text)
    const policy = String(home.headers['content-security-policy'])
    assert.match(policy, /connect-src 'self' [^;]*wss:\/\/lab\.example[ ;]/)
    assert.ok(policy.includes(`connect-src 'self' ws://${name}:* wss://${name}:* `), policy)
    assert.doesNotMatch(policy, /127\.0\.0\.1/)
  }
  const { headers, text } = await getBy('a b;"<script>', `${http}/`)
  assert.doesNotMatch(`${headers['content-security-policy']}`, /a b/)
  assert.ok(!/html/.test(`${headers['content-type']}`) || !text.includes('a b'), text)
})

test('the policy of a lab of many edges fits into the headers that a proxy takes', async (context) => {
  const many = Array.from({ length: 300 }, (_, i) => ({
    id: `edge${i}`,
    url: `http://127.0.0.1:${8081 + i}`,
    port: 8081 + i,
    publicUrl: `https://lab.example/weir/edge${i}/`,
  }))
  const { http } = await startEdge(context, many)
  const { headers } = await getBy('192.168.1.5', `${http}/`)
  assert.ok((headers['content-security-policy'] ?? '').length < 1000)
})

test('every answer is hardened, and the page is isolated for a fine clock', async (context) => {
  const { http } = await startEdge(context)
  for (const path of ['/', '/watch/x', '/static/player.js', '/api/streams', '/nothing']) {
    const { headers } = await fetch(http + path)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/, path)
    assert.doesNotMatch(policy, /unsafe/)
    assert.match(
      policy,
      /connect-src 'self' ws:\/\/127\.0\.0\.1:\* wss:\/\/127\.0\.0\.1:\* ws:\/\/127\.0\.0\.1:8081 ws/,
    )
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('cross-origin-embedder-policy'), 'require-corp')
    assert.equal(headers.get('x-powered-by'), null)
  }
  assert.equal((await fetch(`${http}/static/..%2f..%2fpackage.json`)).status, 404)
})

test('the page of a stream carries its catalog, so that the player need not wait for the socket', async (context) => {
  const { node, http } = await startEdge(context)
  publish(node, '<b>"&')
  publish(node, 'cam')
  const catalogOf = async (stream: string) => {
    const page = await (await fetch(`${http}/watch/${encodeURIComponent(stream)}`)).text()
    const attribute = /data-catalog="([^"<>]*)"/.exec(page)?.[1] ?? ''
    const text = attribute.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
    return decodeControl(text.replaceAll('&#39;', "'").replaceAll('&amp;', '&'))
  }
  for (const name of ['cam', '<b>"&']) {
    const streams = node.streams().filter((stream) => stream.name === name)
    assert.deepEqual(await catalogOf(name), { type: 'catalog', streams, nodes: [] })
  }
  assert.deepEqual(await catalogOf('nowhere'), { type: 'catalog', streams: [], nodes: [] })
})

test('a page of a loopback address learns what to pass to addSourceBuffer', async (context) => {
  const { node, http } = await startEdge(context)
  publish(node, 'cam')
  const all = await fetch(`${http}/mse/cam`, { headers: { origin: 'http://localhost:3000' } })
  assert.equal(all.headers.get('access-control-allow-origin'), 'http://localhost:3000')
  assert.equal(all.headers.get('vary'), 'Origin')
  assert.deepEqual(await all.json(), {
    mime: 'video/mp4; codecs="avc1.42c01e, mp4a.40.2"',
    tracks: ['video', 'audio'],
  })
  assert.deepEqual(await (await fetch(`${http}/mse/cam?tracks=video`)).json(), {
    mime: 'video/mp4; codecs="avc1.42c01e"',
    tracks: ['video'],
  })
  assert.equal((await fetch(`${http}/mse/cam?tracks=subtitles`)).status, 404)
  const missing = await fetch(`${http}/mse/nope`)
  assert.equal(missing.status, 404)
  assert.deepEqual(await missing.json(), { error: 'there is no stream "nope" here', streams: ['cam'] })
})

test('the media socket brings the init segment, then chunks, to a page of any loopback address', async (context) => {
  const { node, ws } = await startEdge(context)
  const publisher = publish(node, 'cam')
  publisher.chunk('video', chunk([7]))
  const socket = new WebSocket(`${ws}/mse/cam`, { origin: 'http://127.0.0.1:3000' })
  const messages: number[][] = []
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      messages.push([...data])
      if (messages.length === 2) resolve()
    })
    socket.on('error', reject)
  })
  assert.deepEqual(messages, [[1, 2, 3], [7]])
  socket.close()
})

test('a page from elsewhere gets neither media nor what there is to know of it', async (context) => {
  const { node, http, ws } = await startEdge(context)
  publish(node, 'cam').chunk('video', chunk([7]))
  for (const origin of ['http://elsewhere.example', 'null']) {
    for (const path of ['/', '/watch/cam', '/mse/cam', '/api/streams', '/static/player.js']) {
      const answer = await fetch(http + path, { headers: { origin } })
      assert.equal(answer.status, 403, path)
      assert.equal(answer.headers.get('access-control-allow-origin'), null)
    }
    const socket = new WebSocket(`${ws}/mse/cam`, { origin })
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('open', () => resolve(101))
      socket.on('error', () => undefined)
    })
    assert.equal(status, 403)
  }
})

test('a media socket for a stream that is not here is refused before it opens', async (context) => {
  const { ws } = await startEdge(context)
  for (const path of ['/mse/nope', '/mse/%E0%A4%A']) {
    const socket = new WebSocket(ws + path)
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('error', () => undefined)
    })
    assert.equal(status, 404)
  }
})

test('a beacon lands on the metrics', async (context) => {
  const { node, http } = await startEdge(context)
  publish(node, 'cam')
  const post = (body: unknown, type = 'application/json') =>
    fetch(`${http}/api/beacon`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const report = { stream: 'cam', renderer: 'mse', joinSeconds: 0.08, stalls: 2, glassToGlassSeconds: [0.04, 0.05] }
  assert.equal((await post(report)).status, 204)
  const metrics = await (await fetch(`${http}/metrics`)).text()
  assert.match(metrics, /weir_join_seconds_count\{stream="cam"\} 1/)
  assert.match(metrics, /weir_player_stalls_total\{stream="cam"\} 2/)
  assert.match(metrics, /weir_player_glass_to_glass_seconds_count\{stream="cam",engine="mse"\} 2/)

  assert.equal((await post({ ...report, stream: 'made-up' })).status, 404)
  assert.equal((await post({ ...report, stalls: -1 })).status, 400)
  assert.equal((await post('{')).status, 400)
  assert.equal((await post({ ...report, agent: 'x'.repeat(20_000) })).status, 413)
  assert.equal((await post(JSON.stringify(report), 'text/plain')).status, 400)
})

test('the list of streams says what plays', async (context) => {
  const { node, http } = await startEdge(context)
  const publisher = publish(node, 'cam')
  publisher.chunk('video', chunk([7]))
  const { streams } = (await (await fetch(`${http}/api/streams`)).json()) as { streams: Record<string, unknown>[] }
  assert.equal(streams[0]?.name, 'cam')
  assert.equal(streams[0]?.live, true)
  assert.equal(streams[0]?.viewers, 0)
  const { edges } = (await (await fetch(`${http}/api/edges`)).json()) as { edges: unknown[] }
  assert.equal(edges.length, 2)
})
