// The same in Docker, where a node of the lab is a stranger to the console.
import assert from 'node:assert/strict'
import test from 'node:test'
import { need } from '@weir/test-support'
import { CAMERA_URL, foreignPagesGetNowhere, secretGoesOn, secretIsNowhere, writeTopology } from './doors.ts'
import { PROJECT, run, upIn, workplace } from './lab.ts'
import { answersOf, endpointsOf } from './leaks.ts'

const docker = async (...args: readonly string[]): Promise<string> => (await run('docker', args, process.env)).output

interface Container {
  Config: { Image: string; Env: string[]; Labels: Record<string, string> }
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
}

const containers = async (): Promise<Container[]> => {
  const ids = (await docker('ps', '-q', '--filter', `label=com.docker.compose.project=${PROJECT}`))
    .split('\n')
    .filter(Boolean)
  return JSON.parse(await docker('inspect', ...ids)) as Container[]
}

/** What a program in a node's container is answered, by a Host that it makes up. */
const fromNode = (port: string, token: string) => `
  const ask = (method, path, headers) => new Promise((done, fail) => {
    const options = { host: 'orchestrator', port: ${port}, method, path, agent: false, headers: { host: '127.0.0.1:${port}', ...headers } }
    require('node:http').request(options, (answer) => { answer.resume(); done(answer.statusCode) }).on('error', fail).end(method === 'POST' ? '{}' : undefined)
  })
  const json = { 'content-type': 'application/json' }
  const own = JSON.parse(process.env.WEIR_NODE).controlToken
  ;(async () => console.log(JSON.stringify([
    await ask('GET', '/api/state'),
    await ask('POST', '/api/nodes/edge1/kill', json),
    await ask('POST', '/api/nodes/edge1/kill', { ...json, authorization: 'Bearer ' + own }),
    await ask('POST', '/api/nodes/edge1/kill', { ...json, authorization: 'Bearer ${token}' }),
  ])))()`

/** What a program in a node's container is answered by the node at an address; 101 is a WebSocket that opened. */
const atNode = (address: string) => `
  const http = require('node:http')
  const own = JSON.parse(process.env.WEIR_NODE).controlToken
  const headers = { authorization: 'Bearer ' + own, 'content-type': 'application/json' }
  const ask = (path, method = 'GET', more = {}) => new Promise((done, fail) => {
    const request = http.request({ host: '${address}', port: 8080, path, method, agent: false, headers: { ...headers, ...more } })
    request.on('response', (answer) => { answer.resume(); done(answer.statusCode) })
    request.on('upgrade', (answer, socket) => { socket.destroy(); done(answer.statusCode) })
    request.on('error', fail)
    request.end(method === 'PUT' ? '{}' : undefined)
  })
  const socket = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' }
  ;(async () => console.log(JSON.stringify({
    '/api/state': await ask('/api/state'),
    '/metrics': await ask('/metrics'),
    '/healthz': await ask('/healthz'),
    '/': await ask('/'),
    wiring: await ask('/api/wiring', 'PUT'),
    push: await ask('/push', 'GET', { ...socket, 'sec-websocket-protocol': 'weir.push.1' }),
    mse: await ask('/mse/cam', 'GET', socket),
  })))()`

test('doors and secrets, in Docker', need('docker', 'chromium'), async (t) => {
  const place = workplace(t, { CAMERA_URL })
  const up = await upIn(place, writeTopology(place), 'docker')
  await foreignPagesGetNowhere(t, up, place)
  await t.test('a node of the lab neither reads the console nor drives it', async () => {
    const name = `${PROJECT}-in1-1`
    const answers = await docker('exec', name, 'node', '-e', fromNode(place.env.WEIR_CONSOLE_PORT ?? '', 'made up'))
    assert.deepEqual(JSON.parse(answers), [403, 403, 403, 403])
  })
  await t.test('nor do the other nodes tell or push it anything but what it is a child of', async () => {
    const all = await containers()
    const addressOf = (service: string, network: string): string => {
      const one = all.find(({ Config }) => Config.Labels['com.docker.compose.service'] === service)
      return (
        one?.NetworkSettings.Networks[`${PROJECT}_${network}`]?.IPAddress ?? assert.fail(`${service} on ${network}`)
      )
    }
    const tried = async (from: string, address: string) =>
      JSON.parse(await docker('exec', `${PROJECT}-${from}-1`, 'node', '-e', atNode(address))) as Record<string, unknown>
    const refused = { '/api/state': 403, '/metrics': 403, '/healthz': 403, '/': 403, wiring: 403, push: 403, mse: 403 }
    for (const other of ['in1', 'in2', 'edge2'])
      assert.deepEqual(await tried('edge1', addressOf(other, 'management')), refused, `edge1 at ${other}`)
    // The link is for the child's way to /push, and for nothing else.
    assert.deepEqual(await tried('edge1', addressOf('in1', 'in1.edge1')), { ...refused, push: 101 })
    assert.deepEqual(await tried('in1', addressOf('edge1', 'in1.edge1')), refused)
  })
  await t.test('nor does Prometheus answer it, before the door or behind it', async () => {
    const program = `
      const ask = (host, port) => fetch('http://' + host + ':' + port + '/api/v1/query?query=up').then(({ status }) => status, () => null)
      Promise.all([ask('orchestrator', ${place.env.WEIR_PROMETHEUS_PORT}), ask('prometheus', 9090)]).then((all) => console.log(JSON.stringify(all)))`
    // By that name the door is not known, so that not even the address is looked at.
    assert.deepEqual(JSON.parse(await docker('exec', `${PROJECT}-in1-1`, 'node', '-e', program)), [421, 401])
  })
  await t.test('the command line drives it, by the token of the record', async () => {
    assert.equal((await place.weir('freeze', 'in2')).output, 'in2 is frozen\n')
    assert.equal((await place.weir('thaw', 'in2')).output, 'in2 is running\n')
  })
  await secretIsNowhere(t, up, place, async () => {
    const all = await containers()
    const addresses = all.flatMap(({ Config, NetworkSettings }) =>
      Config.Env.some((one) => one.startsWith('WEIR_NODE='))
        ? (NetworkSettings.Networks[`${PROJECT}_management`]?.IPAddress ?? [])
        : [],
    )
    assert.equal(addresses.length, 5)
    // Its environment is how the ingress that opens the camera gets it; of the others, and of all else, it is public.
    // What a topology writes out stands there likewise.
    const configured = new Map([
      ['in2', 'CAMERA_URL='],
      ['in3', 'SOURCE_SECRET_'],
    ])
    const inspected = all.map((one) => {
      const own = configured.get(one.Config.Labels['com.docker.compose.service'] ?? '')
      const Env = one.Config.Env.filter((text) => own === undefined || !text.startsWith(own))
      return { ...one, Config: { ...one.Config, Env } }
    })
    const networks = (await docker('network', 'ls', '-q', '--filter', `label=com.docker.compose.project=${PROJECT}`))
      .split('\n')
      .filter(Boolean)
    return {
      ...(await answersOf(addresses.flatMap((address) => endpointsOf(`http://${address}:8080`)))),
      'docker inspect': JSON.stringify(inspected),
      'docker network inspect': await docker('network', 'inspect', ...networks),
      'docker image inspect': await docker('image', 'inspect', ...new Set(all.map(({ Config }) => Config.Image))),
      ...Object.fromEntries(
        await Promise.all(
          all.map(async ({ Config: { Labels } }) => {
            const name = `${PROJECT}-${Labels['com.docker.compose.service']}-1`
            return [`docker logs ${name}`, await docker('logs', name)] as const
          }),
        ),
      ),
    }
  })
  await secretGoesOn(t, place, 'docker', async () => {
    const all = await containers()
    return JSON.stringify(all.find(({ Config }) => Config.Labels['com.docker.compose.service'] === 'in3')?.Config.Env)
  })
})
