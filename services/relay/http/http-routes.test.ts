import assert from 'node:assert/strict'
import { get, request } from 'node:http'
import test from 'node:test'
import { scraperDigestOf } from '@weir/doors'
import type { NodeState } from '../config/index.ts'
import { connectViewer, testNode, waitFor } from '../tests/test-viewer.ts'

test('the impairment of a link changes for whoever holds the token, and for nobody else', async () => {
  const parent = await testNode(0, 'in1')
  const controlToken = 'correct horse battery staple'
  const child = await testNode(1, 'mid', [{ node: parent, index: 0, id: 'in1' }], { controlToken })
  const put = (node: { port: number }, id: string, body: string, token?: string) =>
    fetch(`http://127.0.0.1:${node.port}/api/links/${id}`, {
      method: 'PUT',
      body,
      headers: token ? { authorization: `Bearer ${token}` } : {},
    })
  try {
    const cases = [
      [await put(parent, 'x', '{}', controlToken), 403],
      [await put(child, 'in1', '{}'), 401],
      [await put(child, 'in1', '{}', 'wrong'), 401],
      [await put(child, 'in1', '{"delay":1}', controlToken), 400],
      [await put(child, 'in1', 'delay', controlToken), 400],
      [await put(child, 'in2', '{}', controlToken), 404],
      [await put(child, 'in1', '{"delaySeconds":0.05}', controlToken), 200],
      [await fetch(`http://127.0.0.1:${child.port}/nothing`), 404],
      [await fetch(`http://127.0.0.1:${child.port}/api/links/in1`), 404],
    ] as const
    assert.deepEqual(
      cases.map(([{ status }]) => status),
      cases.map(([, expected]) => expected),
    )
    assert.ok(cases.every(([{ headers }]) => !headers.has('access-control-allow-origin')))
    assert.deepEqual(child.state().parents[0]?.impair, { delaySeconds: 0.05 })
  } finally {
    await Promise.all([child.close(), parent.close()])
  }
})

test('no page from elsewhere gets through the door, by whatever it asks for', async () => {
  const node = await testNode(0, 'edge1', [], {
    edges: [{ id: 'edge2', url: 'http://192.0.2.7:8082' }],
    doors: { hosts: ['edge1'], origins: ['https://class.example'] },
  })
  node.handleRequests((_, response) => response.end('role'))
  node.handleUpgrades('/mse/', (_, socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
  )
  const own = `127.0.0.1:${node.port}`
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const asked = get(
        { host: '127.0.0.1', port: node.port, path, headers: { host: own, ...headers } },
        (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        },
      )
      asked.on('upgrade', (_, socket) => {
        socket.destroy()
        resolve(101)
      })
      asked.on('error', reject)
    })
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'weir.push.1',
  }
  try {
    const refused = [
      [{ origin: 'http://evil.example' }, 403],
      [{ origin: 'null' }, 403],
      [{ host: 'evil.example:8081' }, 421],
      [{ host: 'evil.example:8081', origin: 'http://evil.example:8081' }, 421],
    ] as const
    const welcome = [
      {},
      { origin: 'http://localhost:5000' },
      { origin: 'http://192.0.2.7:8082' },
      { host: 'edge1:8080' },
    ]
    for (const path of ['/', '/healthz', '/metrics', '/api/state', '/watch/cam', '/mse/cam']) {
      for (const [headers, status] of refused)
        assert.equal(await ask(path, headers), status, `${path} ${JSON.stringify(headers)}`)
      for (const headers of welcome) assert.equal(await ask(path, headers), 200, `${path} ${JSON.stringify(headers)}`)
    }
    for (const path of ['/push', '/mse/cam']) {
      for (const [headers, status] of refused) assert.equal(await ask(path, { ...upgrade, ...headers }), status, path)
      for (const headers of [...welcome, { origin: 'https://class.example' }])
        assert.equal(await ask(path, { ...upgrade, ...headers }), 101, path)
    }
    const metrics = await (await fetch(`http://${own}/metrics`)).text()
    assert.match(metrics, /weir_peers_refused_total\{reason="origin"\} 16/)
    assert.match(metrics, /weir_peers_refused_total\{reason="host"\} 16/)
  } finally {
    await node.close()
  }
})

test('another node of the lab is told nothing, and pushed to only where it is a child', async () => {
  const [controlToken, scraper] = ['correct horse battery staple', 'the token of Prometheus']
  const [host, child, other, later] = ['127.0.9.1', '127.0.9.3', '127.0.9.4', '127.0.9.5']
  const node = await testNode(0, 'in1', [], {
    controlToken,
    children: [child],
    doors: { inside: { subnet: '127.0.9.0/24', hosts: [host] }, scraperDigest: scraperDigestOf(scraper) },
  })
  const ask = (from: string, path: string, token?: string, method = 'GET', body?: string) =>
    new Promise<number>((resolve, reject) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
      request({ host: '127.0.0.1', port: node.port, localAddress: from, path, method, headers, agent: false })
        .on('response', (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        })
        .on('error', reject)
        .end(body)
    })
  const isPushed = (from: string): Promise<boolean> =>
    connectViewer(node.port, from).then(
      (viewer) => {
        viewer.close()
        return true
      },
      ({ message }: Error) => {
        assert.match(message, /403/)
        return false
      },
    )
  try {
    for (const path of ['/api/state', '/metrics', '/healthz', '/nothing']) {
      for (const from of [child, other]) {
        assert.equal(await ask(from, path), 403, `${from} ${path}`)
        assert.equal(await ask(from, path, 'the token of another node'), 403, `${from} ${path}`)
      }
      assert.notEqual(await ask(other, path, controlToken), 403, path)
      for (const from of ['127.0.0.1', host]) assert.notEqual(await ask(from, path), 403, `${from} ${path}`)
    }
    assert.deepEqual([await ask(other, '/metrics', scraper), await ask(other, '/api/state', scraper)], [200, 403])
    const pushed = async () => {
      const all: boolean[] = []
      for (const from of [child, other, later, host, '127.0.0.1']) all.push(await isPushed(from))
      return all
    }
    assert.deepEqual(await pushed(), [true, false, false, true, true])
    assert.deepEqual(node.state().childAddresses, [child])
    const wiring = JSON.stringify({ parents: [], edges: [], nodes: [], children: [later] })
    assert.equal(await ask(other, '/api/wiring', controlToken, 'PUT', wiring), 200)
    assert.deepEqual(await pushed(), [false, false, true, true, true])
    assert.deepEqual(node.state().childAddresses, [later])
    const metrics = await (await fetch(`http://127.0.0.1:${node.port}/metrics`)).text()
    assert.match(metrics, /weir_peers_refused_total\{reason="node"\} 21/)
  } finally {
    await node.close()
  }
})

test('viewers’ addresses are for who holds the token', async () => {
  const controlToken = 'correct horse battery staple'
  const node = await testNode(0, 'edge1', [], { controlToken })
  const viewer = await connectViewer(node.port)
  try {
    await viewer.until('greeted', () => viewer.catalog() !== undefined)
    const ids = async (headers: Record<string, string>) => {
      const state = (await (await fetch(`http://127.0.0.1:${node.port}/api/state`, { headers })).json()) as NodeState
      return state.children.map(({ id }) => id)
    }
    assert.deepEqual(await ids({}), ['viewer'])
    assert.deepEqual(await ids({ authorization: 'Bearer wrong' }), ['viewer'])
    assert.match((await ids({ authorization: `Bearer ${controlToken}` }))[0] ?? '', /^127\.0\.0\.1:\d+$/)
  } finally {
    viewer.close()
    await node.close()
  }
})

test('whoever holds the token rewires a node: parents come and go, and a wiring that can not be changes nothing', async () => {
  const controlToken = 'correct horse battery staple'
  const [one, other] = [await testNode(0, 'in1'), await testNode(1, 'in2')]
  const child = await testNode(2, 'mid', [{ node: one, index: 0, id: 'in1' }], { controlToken })
  const parent = (node: { port: number }, index: number, id: string, impair = {}) => {
    const url = `ws://127.0.0.1:${node.port}/push`
    return { id, index, url, impair }
  }
  const put = async (wiring: object, token = controlToken) =>
    (
      await fetch(`http://127.0.0.1:${child.port}/api/wiring`, {
        method: 'PUT',
        body: JSON.stringify(wiring),
        headers: { authorization: `Bearer ${token}` },
      })
    ).status
  const both = [parent(one, 0, 'in1', { delaySeconds: 0.01 }), parent(other, 1, 'in2')]
  try {
    await waitFor('the first parent is up', () => child.state().parents[0]?.state === 'up')
    assert.equal(await put({ parents: both, edges: [] }, 'wrong'), 401)
    assert.equal(await put({ parents: [both[0], both[0]], edges: [] }), 400)
    assert.equal(await put({ parents: [{ ...both[0], impair: { delaySeconds: -1 } }], edges: [] }), 400)
    assert.equal(child.state().parents.length, 1)

    assert.equal(await put({ parents: both, edges: [{ id: 'edge9', url: 'http://127.0.0.1:9' }] }), 200)
    await waitFor('the second is up too', () => child.state().parents.every(({ state }) => state === 'up'))
    const [first] = child.state().parents
    assert.deepEqual([first?.reconnects, first?.impair], [0, { delaySeconds: 0.01 }])
    assert.deepEqual(child.config.edges, [{ id: 'edge9', url: 'http://127.0.0.1:9' }])

    assert.equal(await put({ parents: both.slice(1), edges: [] }), 200)
    assert.deepEqual(
      child.state().parents.map(({ id, state }) => `${id} ${state}`),
      ['in2 up'],
    )
    await waitFor('the first knows that it has no child', () => one.state().children.length === 0)
  } finally {
    await Promise.all([child.close(), one.close(), other.close()])
  }
})

test('requests that the relay does not take go to the role on top', async () => {
  const node = await testNode(0, 'edge1')
  node.handleRequests((request, response) => response.end(`role: ${request.url}`))
  node.addHealthCheck(() => 'the camera is unplugged')
  try {
    assert.equal(await (await fetch(`http://127.0.0.1:${node.port}/watch/cam`)).text(), 'role: /watch/cam')
    const health = await fetch(`http://127.0.0.1:${node.port}/healthz`)
    assert.equal(health.status, 503)
    assert.deepEqual(await health.json(), { healthy: false, faults: ['the camera is unplugged'] })
  } finally {
    await node.close()
  }
})
