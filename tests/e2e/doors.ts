// A lab with a secret, and what must hold of it whatever runs it: a page from elsewhere gets nowhere, a page of this machine
// plays, and the secret is nowhere to be found.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openBrowser, SMALL_WINDOW } from '@weir/test-support'
import { intrude, type Outcome, type Places } from './intruder.ts'
import type { upLab, workplace } from './lab.ts'
import { answersOf, endpointsOf, filesIn, leaksIn, pagesOf } from './leaks.ts'

const USER = 'operator-of-it'
const PASSWORD = 'hunter2-plante%64'
const KEY = 'key-in-the-path'
/** Nobody listens there, so that ffmpeg, the log and /healthz have a lot to say about it. */
export const CAMERA_URL = `rtsp://${USER}:${PASSWORD}@127.0.0.1:1/${KEY}/1`
export const SECRETS = [CAMERA_URL, PASSWORD, `${USER}:${PASSWORD}`, KEY]
/** Of a camera whose address the topology writes out: nowhere but there, and in the environment of who opens it. */
const WRITTEN = 'tell-nobody%64-else'
export const WRITTEN_SECRETS = [WRITTEN, `${USER}:${WRITTEN}`]

/** `door` is of the camera with the secret, `written` of one whose address stands there; `edge2`, which asks when somebody watches, does not hold the start up. */
const TOPOLOGY = `
topologies:
  doors:
    streams:
      cam: { source: test }
      door: { source: url, input: "\${CAMERA_URL}" }
      written: { source: url, input: "rtsp://${USER}:${WRITTEN}@127.0.0.1:1/2" }
    nodes:
      in1: { kind: ingress, streams: [cam] }
      in2: { kind: ingress, streams: [door] }
      in3: { kind: ingress, streams: [written] }
      edge1: { kind: edge }
      edge2: { kind: edge, demand: viewers }
    links: [[in1, edge1], [in2, edge2], [in3, edge2]]
`

export const writeTopology = (place: { readonly folder: string }): string => {
  const file = join(place.folder, 'doors.yaml')
  writeFileSync(file, TOPOLOGY)
  return `${file}#doors`
}

type Up = Awaited<ReturnType<typeof upLab>>

export const placesOf = ({ status }: Up): Places => ({
  edge: status.nodes.find(({ id }) => id === 'edge1')?.url ?? '',
  others: status.nodes.filter(({ roles, url }) => url && !roles.includes('edge')).map(({ url }) => url as string),
  console: status.console ?? '',
  prometheus: status.prometheus,
  stream: 'cam',
})

/** A page of 30 lines, a blank one, and one in a sandbox, on a port of its own. */
const servePages = async (t: TestContext): Promise<number> => {
  const page = readFileSync('tests/e2e/fixtures/thirty-lines.html')
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    if (request.url?.startsWith('/sandbox')) response.setHeader('content-security-policy', 'sandbox allow-scripts')
    response.end(request.url?.startsWith('/play') ? page : '<!doctype html><title>blank</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

const allRefused = (outcome: Outcome) => {
  assert.ok(Object.keys(outcome).length >= 8)
  assert.deepEqual(
    Object.entries(outcome).filter(([, result]) => result !== 'refused'),
    [],
  )
}

const tokensOf = (place: { readonly folder: string }) =>
  JSON.parse(readFileSync(join(place.folder, 'current.json'), 'utf8')) as { consoleToken: string }

export const foreignPagesGetNowhere = async (t: TestContext, up: Up, place: { readonly folder: string }) => {
  const port = await servePages(t)
  const places = placesOf(up)
  const edgePort = new URL(places.edge).port
  const browser = await openBrowser('chromium', {
    loopbackNames: ['evil.example', 'rebound.example'],
    size: SMALL_WINDOW,
  })
  t.after(() => browser.close())
  const clock = `document.getElementById('video').currentTime`

  await t.test('a page of a foreign origin', async () => {
    const page = await browser.open(`http://evil.example:${port}/`)
    allRefused(await intrude(page, places))
    await page.goto(`http://evil.example:${port}/play?edge=${encodeURIComponent(places.edge)}&stream=cam`)
    await new Promise((wake) => setTimeout(wake, 3000))
    assert.equal(await page.evaluate(clock), 0, 'nothing plays')
    await page.close()
  })
  await t.test('a page in a sandbox, whose origin is null', async () => {
    const page = await browser.open(`http://localhost:${port}/sandbox`)
    assert.equal(await page.evaluate('window.origin'), 'null')
    allRefused(await intrude(page, places))
    await page.close()
  })
  await t.test('a rebound name', async () => {
    const rebound = `http://rebound.example:${edgePort}`
    const page = await browser.open(`${rebound}/watch/cam`)
    assert.match(await page.evaluate('document.body.innerText'), /host "rebound\.example:\d+" is not served/)
    const console = `http://rebound.example:${new URL(places.console).port}`
    allRefused(await intrude(page, { ...places, edge: rebound, others: [], prometheus: null, console: rebound }))
    await page.goto(`${console}/`)
    allRefused(await intrude(page, { ...places, edge: rebound, others: [], prometheus: null, console }))
    const prometheus = `http://rebound.example:${new URL(places.prometheus ?? '').port}`
    await page.goto(`${prometheus}/graph`)
    assert.match(await page.evaluate('document.body.innerText'), /host "rebound\.example:\d+" is not served/)
    allRefused(await intrude(page, { ...places, edge: rebound, others: [], prometheus, console: rebound }))
    await page.close()
  })
  await t.test('Prometheus: its own page and programs are answered, and change nothing', async () => {
    const page = await browser.open(`${places.prometheus}/graph`)
    // It scrapes each second, once it is up.
    const viewers = `fetch('/api/v1/series?match[]=weir_viewers').then(async (one) => (await one.json()).data.length > 0)`
    await page.until(viewers)
    // As Grafana asks it, and its own page.
    const posted = `fetch('/api/v1/query', { method: 'POST', body: new URLSearchParams({ query: 'weir_viewers' }) }).then(async (one) => (await one.json()).data.result.length > 0)`
    assert.ok(await page.evaluate(posted))
    await page.close()
    for (const path of [
      '/-/reload',
      '/-/quit',
      '/api/v1/admin/tsdb/snapshot',
      '/api/v1/admin/tsdb/delete_series?match[]=up',
      '/api/v1/admin/tsdb/clean_tombstones',
      '/api/v1/write',
    ])
      for (const method of ['POST', 'PUT']) {
        const { status } = await fetch(places.prometheus + path, { method })
        assert.ok(status >= 400, `${method} ${path}: ${status}`)
      }
    const paths = ['/api/v1/status/config', '/api/v1/status/flags', '/api/v1/targets', '/api/v1/series?match[]=up']
    const read = await Promise.all(paths.map(async (path) => (await fetch(places.prometheus + path)).text()))
    assert.match(read.join(), /edge1/)
    const { consoleToken } = tokensOf(place)
    assert.deepEqual(leaksIn({ read: read.join('\n') }, [...SECRETS, consoleToken]), [])
  })
  await t.test('a page of a loopback address plays, and reads and changes no more than that', async () => {
    const page = await browser.open(`http://localhost:${port}/`)
    const outcome = await intrude(page, places)
    const may = [
      `watch ${places.edge}/mse`,
      `read ${places.edge}/mse`,
      ...[places.edge, ...places.others].map((url) => `watch ${url}/push`),
    ]
    assert.deepEqual(
      Object.entries(outcome)
        .filter(([, result]) => result !== 'refused')
        .map(([what]) => what)
        .toSorted(),
      may.toSorted(),
    )
    // It could not read the answer of the console either way: there is none.
    const asked = await fetch(`${places.console}/api/state`, { headers: { origin: `http://localhost:${port}` } })
    assert.equal(asked.status, 403)
    await page.goto(`http://localhost:${port}/play?edge=${encodeURIComponent(places.edge)}&stream=cam`)
    await page.until(`${clock} > 0`, 30)
    const begun = await page.evaluate<number>(clock)
    await page.until(`${clock} > ${begun + 1}`, 30)
    await page.close()
  })
  await t.test('nothing of the lab was changed by all that', async () => {
    const { nodes } = (await (await fetch(`${places.console}/api/state`)).json()) as Up['status']
    assert.deepEqual([...new Set(nodes.map(({ state }) => state))], ['running'])
  })
}

/** `more` are texts besides those that the host's own files, ports and commands have. */
export const secretIsNowhere = async (
  t: TestContext,
  up: Up,
  place: ReturnType<typeof workplace>,
  more: () => Promise<Readonly<Record<string, string>>>,
) => {
  const { console, prometheus } = placesOf(up)
  const nodes = up.status.nodes.flatMap(({ url }) => url ?? [])
  const { consoleToken } = tokensOf(place)
  const served = await answersOf([
    ...nodes.flatMap(endpointsOf),
    ...up.status.nodes.filter(({ roles }) => roles.includes('edge')).flatMap(({ url }) => pagesOf(url ?? '', 'door')),
    ...['/', '/page.js', '/api/state', '/graph.svg', '/healthz', '/nothing'].map((path) => console + path),
    ...['/metrics', '/api/v1/status/config', '/api/v1/targets', '/api/v1/label/__name__/values'].map(
      (path) => prometheus + path,
    ),
  ])
  const topology = join(place.folder, 'doors.yaml#doors')
  const printed = Object.fromEntries(
    await Promise.all(
      [
        ['status'],
        ['status', '--json'],
        ['logs', '-n', '500'],
        ['logs', 'in2', '--json'],
        ['graph', topology, '--json'],
        ['graph', topology, '--format', 'dot'],
        ['render', topology],
      ].map(async (args) => [`weir ${args.join(' ')}`, (await place.weir(...args)).output] as const),
    ),
  )
  const watched = await place.make('viewers', 'N=1', 'DURATION=1', 'JSON=1', 'STREAM=door', 'EDGE=edge2')
  Object.assign(printed, { 'make viewers': watched.output })
  const all = () => ({ ...served, ...printed, 'make up': up.up.output, ...filesIn(place.folder) })
  const others = await more()
  const texts = { ...all(), ...others }
  await t.test('the camera is talked about everywhere', () => {
    const named = Object.keys(texts).filter((name) => texts[name as keyof typeof texts]?.includes('${CAMERA_URL}'))
    for (const what of [/api\/state$/, /^weir status$/, /^weir logs/, /^weir graph.*json/, /^weir render/])
      assert.ok(
        named.some((name) => what.test(name)),
        `${what} among ${named.join(', ')}`,
      )
  })
  await t.test('and its secrets are nowhere', () => assert.deepEqual(leaksIn(texts, SECRETS), []))
  await t.test('nor is what the topology writes out, but in that file itself', () => {
    const found = leaksIn(texts, WRITTEN_SECRETS)
    assert.deepEqual(
      found.filter((leak) => !leak.startsWith(join(place.folder, 'doors.yaml'))),
      [],
    )
    assert.ok(found.length > 0, 'the topology itself has it')
    const named = Object.keys(texts).filter((name) => /SOURCE_SECRET_[0-9a-f]{16}/.test(texts[name as never] ?? ''))
    assert.ok(named.some((name) => name.endsWith('current.json')))
  })
  await t.test('the token of the console is where the owner looks, and nowhere else', () => {
    const found = leaksIn(served, [consoleToken])
    assert.deepEqual(found, [])
    assert.match(printed['weir status'] ?? '', new RegExp(`#token=${consoleToken}`))
    assert.doesNotMatch(printed['weir status --json'] ?? '', new RegExp(consoleToken))
  })
  await t.test('a search that would not find a secret is none', () => {
    const planted = join(place.folder, 'planted.log')
    for (const text of [
      PASSWORD,
      decodeURIComponent(PASSWORD),
      Buffer.from(decodeURIComponent(`${USER}:${PASSWORD}`)).toString('base64'),
      JSON.stringify({ url: CAMERA_URL }),
    ]) {
      writeFileSync(planted, `of something else, then ${text}, and more`)
      assert.ok(
        leaksIn(all(), SECRETS).some((leak) => leak.startsWith(planted)),
        text,
      )
    }
    assert.ok(
      leaksIn({ ...all(), 'an answer': `{"fault":"${KEY}"}` }, SECRETS).some((leak) => leak.startsWith('an answer')),
    )
  })
}

/** The secret that stands in no file is there after a restart, and another in its place after a change. `environment` is in3's. */
export const secretGoesOn = async (
  t: TestContext,
  place: ReturnType<typeof workplace>,
  runtime: 'process' | 'docker',
  environment: () => Promise<string>,
) => {
  const knows = async (secret: string) => leaksIn({ in3: await environment() }, [secret]).length > 0
  await t.test('the ingress has it again when it is started anew, and another when the file says another', async () => {
    assert.equal((await place.weir('restart', 'in3')).code, 0)
    assert.ok(await knows(WRITTEN))
    const file = join(place.folder, 'doors.yaml')
    const other = 'another-word%64-then'
    const up = (...more: readonly string[]) => place.weir('up', '--runtime', runtime, ...more, `${file}#doors`)
    assert.match((await up()).output, /doors is running already\n/, 'the same secret is no difference')
    writeFileSync(file, readFileSync(file, 'utf8').replace(WRITTEN, other))
    const told = await up()
    assert.match(told.output, /~ in3, which starts anew: stream written\n/)
    const applied = await up('--apply')
    assert.equal(applied.code, 0, applied.output)
    assert.deepEqual([await knows(other), await knows(WRITTEN)], [true, false])
    const texts = { ...filesIn(place.folder), told: told.output, applied: applied.output }
    const found = leaksIn(texts, [other, WRITTEN]).filter((leak) => !leak.startsWith(file))
    assert.deepEqual(found, [])
  })
}
