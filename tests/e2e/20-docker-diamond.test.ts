// One diamond in Docker: it plays as 01-diamond-plays does, and besides, what its containers may do, how its links are cut
// and mended, and what the dashboard gets to see.
import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { asPromQl, ROWS } from '@weir/grafana'
import { need } from '@weir/test-support'
import { type Finished, PROJECT, run, upIn, workplace } from './lab.ts'
import { leftovers } from './leftovers.ts'
import { everythingPlays } from './plays.ts'
import { queryUntil } from './prometheus.ts'

interface Inspected {
  readonly Config: {
    readonly User: string
    readonly Labels: Readonly<Record<string, string>>
    readonly Env: readonly string[]
  }
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean
    readonly CapDrop: readonly string[] | null
    readonly CapAdd: readonly string[] | null
    readonly SecurityOpt: readonly string[] | null
    readonly Privileged: boolean
    readonly PortBindings: Readonly<Record<string, readonly { HostIp: string }[]>> | null
  }
  readonly Mounts: readonly { readonly Source: string }[]
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> }
}

const ok = ({ code, output }: Finished): string => {
  assert.equal(code, 0, output)
  return output
}
const docker = async (...args: readonly string[]) => ok(await run('docker', args, process.env))
/** How long a link may take to go down or come back in Docker. */
const LINK_SECONDS = 30
const ofProject = ['--filter', `label=com.docker.compose.project=${PROJECT}`]
const containers = async (): Promise<ReadonlyMap<string, Inspected>> => {
  const ids = (await docker('ps', '-q', ...ofProject)).split('\n').filter(Boolean)
  const list = JSON.parse(await docker('inspect', ...ids)) as Inspected[]
  return new Map(list.map((container) => [container.Config.Labels['com.docker.compose.service'] ?? '', container]))
}

test('the diamond in Docker, from up to down', { ...need('docker'), concurrency: true }, async (t) => {
  const resources = async () =>
    [await docker('ps', '-aq'), await docker('network', 'ls', '-q'), await docker('volume', 'ls', '-q')].map((list) =>
      list.split('\n').sort(),
    )
  // What an interrupted run had left is gone by then.
  const place = workplace(t, { WEIR_GRAFANA: 'off' })
  const before = await resources()
  const lab = await upIn(place, 'diamond', 'docker')
  const { weir, make, folder, status } = lab
  assert.equal(status.runtime, 'docker')
  const linkStates = async () => {
    const { links } = JSON.parse(ok(await weir('status', '--json'))) as typeof status
    return Object.fromEntries(links.map(({ from, to, state }) => [`${from}:${to}`, state]))
  }
  const untilLink = async (link: string, up: boolean) => {
    const deadline = performance.now() + LINK_SECONDS * 1000
    while (((await linkStates())[link] === 'up') !== up) {
      assert.ok(performance.now() < deadline, `${link} is ${up ? 'up' : 'not up'} within ${LINK_SECONDS} s`)
      await sleep(200)
    }
  }

  await everythingPlays(t, lab, { streams: ['cam'], kill: 'mid-b' })
  ok(await weir('start', 'mid-b'))
  await untilLink('mid-b:edge1', true)

  await t.test('logs: each line made readable, and as it was written with --json', async () => {
    const readable = ok(await weir('logs', 'in1'))
      .trimEnd()
      .split('\n')
    assert.match(readable[0] ?? '', /^\d\d:\d\d:\d\d\.\d{3} INFO {2}listening /)
    const written = ok(await weir('logs', 'in1', '--json'))
      .trimEnd()
      .split('\n')
    assert.equal(JSON.parse(written[0] ?? '').msg, 'listening')
  })

  await t.test('no container may do more than it has to', async () => {
    const running = await containers()
    assert.deepEqual([...running.keys()].sort(), ['edge1', 'in1', 'mid-a', 'mid-b', 'orchestrator', 'prometheus'])
    for (const [service, { Config, HostConfig, Mounts }] of running) {
      assert.ok(Config.User !== '' && !/^(0|root)\b/.test(Config.User), `${service} runs as "${Config.User}"`)
      assert.equal(HostConfig.ReadonlyRootfs, true, service)
      assert.deepEqual(HostConfig.CapDrop, ['ALL'], service)
      assert.equal(HostConfig.CapAdd, null, service)
      assert.equal(HostConfig.Privileged, false, service)
      assert.deepEqual(HostConfig.SecurityOpt, ['no-new-privileges:true'], service)
      const socket = Mounts.some(({ Source }) => Source.endsWith('docker.sock'))
      assert.equal(socket, service === 'orchestrator', `the Docker socket in ${service}`)
      for (const bindings of Object.values(HostConfig.PortBindings ?? {}))
        for (const { HostIp } of bindings) assert.equal(HostIp, '127.0.0.1', service)
    }
  })

  await t.test('the process in a node has no capability, and its child reaches it over their link alone', async () => {
    const exec = (service: string, script: string) => docker('exec', `${PROJECT}-${service}-1`, 'bash', '-c', script)
    assert.match(await exec('edge1', 'cat /proc/1/status'), /CapEff:\s+0+\n/)
    // mid-a's address on its link to the ingress: edge1 is not on that network.
    const address = (await containers()).get('mid-a')?.NetworkSettings.Networks[`${PROJECT}_in1.mid-a`]?.IPAddress
    const reach = await run(
      'docker',
      ['exec', `${PROJECT}-edge1-1`, 'timeout', '2', 'bash', '-c', `: </dev/tcp/${address}/8080`],
      process.env,
    )
    assert.notEqual(reach.code, 0, 'a foreign link can not be reached')
  })

  await t.test('a cut link goes down, the stream goes on over the other path, and healing brings it back', async () => {
    await untilLink('mid-a:edge1', true)
    ok(await weir('link', 'mid-a:edge1', 'partition'))
    assert.equal((await containers()).get('edge1')?.NetworkSettings.Networks[`${PROJECT}_mid-a.edge1`], undefined)
    await untilLink('mid-a:edge1', false)
    const { state } = (status.nodes.find(({ id }) => id === 'edge1') ?? {}) as { state?: string }
    assert.equal(state, 'running')
    const received = await queryUntil(
      status.prometheus ?? '',
      'sum(rate(weir_chunks_received_total{node="edge1",from="mid-b"}[5s]))',
      ([sample]) => (sample?.value ?? 0) > 10,
    )
    assert.equal(received.length, 1)
    ok(await weir('link', 'mid-a:edge1', 'clear'))
    await untilLink('mid-a:edge1', true)
  })

  await t.test('every panel of the dashboard has data, and every link a rate', async () => {
    const prometheus = status.prometheus ?? ''
    for (const { title, queries, needs } of ROWS.flatMap(({ panels }) => panels)) {
      if (needs === 'player') continue
      for (const { expr } of queries) {
        const samples = await queryUntil(prometheus, asPromQl(expr), (some) => some.length > 0)
        assert.ok(
          samples.some(({ value }) => Number.isFinite(value)),
          `${title}: ${expr}`,
        )
      }
    }
    for (const { from, to } of status.links) {
      const bytes = `rate(weir_link_bytes_total{from="${from}",to="${to}"}[10s])`
      await queryUntil(prometheus, bytes, ([sample]) => (sample?.value ?? 0) > 0)
    }
  })

  await t.test('faults show as states, and a frozen node does not hold up `make down`', async () => {
    const stateOf = async (id: string) =>
      (JSON.parse(ok(await weir('status', '--json'))) as typeof status).nodes.find((node) => node.id === id)?.state
    ok(await weir('kill', 'mid-a'))
    assert.equal(await stateOf('mid-a'), 'stopped')
    ok(await weir('start', 'mid-a'))
    assert.equal(await stateOf('mid-a'), 'running')
    ok(await weir('thaw', 'mid-a'))
    ok(await weir('freeze', 'mid-a'))
    assert.equal(await stateOf('mid-a'), 'frozen')
  })

  ok(await make('down'))
  assert.deepEqual(await resources(), before)
  assert.deepEqual(await leftovers(folder, 'docker'), [])
})
