import assert from 'node:assert/strict'
import test from 'node:test'
import { environment, kindOf } from './command.ts'
import { exitInWords, stateOf } from './container-state.ts'
import { applyFault } from './faults.ts'
import { subnetClash } from './host.ts'
import { routesOf, routesOfProc } from './routes.ts'

test('states of containers in the words of a lab', () => {
  const of = (Status: string) => stateOf({ Status } as Parameters<typeof stateOf>[0])
  assert.deepEqual(['created', 'running', 'paused', 'restarting', 'exited', 'removing', 'dead'].map(of), [
    'starting',
    'running',
    'frozen',
    'restarting',
    'stopped',
    'stopped',
    'failed',
  ])
})

test('exits in words', () => {
  assert.equal(exitInWords(137), 'killed by SIGKILL')
  assert.equal(exitInWords(137, true), 'killed for want of memory, at the limit of its container')
  assert.equal(exitInWords(1, true), 'exited with code 1')
  assert.equal(exitInWords(0), 'exited with code 0')
  assert.equal(exitInWords(1), 'exited with code 1')
  assert.equal(exitInWords(78), 'can never work as it is configured')
})

/** Notes what a container is asked to do. */
const noting = () => {
  const calls: string[] = []
  const note = (name: string) => async () => void calls.push(name)
  const container = Object.fromEntries(
    ['kill', 'stop', 'pause', 'unpause', 'start', 'restart'].map((name) => [name, note(name)]),
  )
  return { calls, container: container as unknown as Parameters<typeof applyFault>[0] }
}

for (const [state, fault, expected] of [
  ['running', 'kill', ['kill']],
  ['frozen', 'kill', ['kill']],
  ['stopped', 'kill', []],
  ['restarting', 'kill', ['stop']],
  ['running', 'freeze', ['pause']],
  ['frozen', 'freeze', []],
  ['stopped', 'freeze', /a is stopped, expected one that runs to freeze/],
  ['frozen', 'thaw', ['unpause']],
  ['running', 'thaw', []],
  ['stopped', 'thaw', /a is stopped, expected a frozen one to thaw; `weir start a` brings it back/],
  ['stopped', 'start', ['start']],
  ['frozen', 'start', ['unpause']],
  ['running', 'start', []],
  ['stopped', 'stop', []],
  ['frozen', 'stop', ['unpause', 'stop']],
  ['frozen', 'restart', ['unpause', 'restart']],
] as const)
  test(`${fault} of a node that is ${state}`, async () => {
    const { calls, container } = noting()
    const done = applyFault(container, 'a', state, fault)
    if (expected instanceof RegExp) await assert.rejects(done, expected)
    else {
      await done
      assert.deepEqual(calls, expected)
    }
  })

test('a range that somebody has is named with its owner', () => {
  const occupied = [
    { subnet: '172.17.0.0/16', owner: 'the Docker network "bridge"' },
    { subnet: '10.213.4.7/24', owner: 'the interface wg0' },
  ]
  assert.match(subnetClash('10.213.0.0/16', occupied) ?? '', /the interface wg0 has 10\.213\.4\.7\/24; set WEIR_SUBNET/)
  assert.equal(subnetClash('10.199.0.0/16', occupied), null)
})

test('routes count, those of a policy too, and a default route in two halves does not', () => {
  const routes = routesOf(
    JSON.stringify([
      { dst: 'default', gateway: '192.0.2.1', dev: 'eth0' },
      { dst: '0.0.0.0/1', dev: 'tun0' },
      { dst: '10.213.0.0/16', dev: 'tun0' },
      { type: 'blackhole', dst: '10.1.0.0/16' },
      { type: 'local', dst: '10.9.0.7', dev: 'eth0', table: 'local' },
      { dst: '10.8.0.1', dev: 'wg0', table: '51820' },
    ]),
  )
  assert.deepEqual(routes, [
    { subnet: '10.213.0.0/16', device: 'tun0' },
    { subnet: '10.1.0.0/16', device: '' },
    { subnet: '10.8.0.1/32', device: 'wg0' },
  ])
  const occupied = routes.map(({ subnet, device }) => ({ subnet, owner: `a route by ${device}` }))
  assert.match(subnetClash('10.213.0.0/20', occupied) ?? '', /: a route by tun0 has 10\.213\.0\.0\/16; set WEIR_SUBNET/)
})

test('routes where there is no ip command', () => {
  const text = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0
tun0\t0000D50A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
`
  assert.deepEqual(routesOfProc(text), [{ subnet: '10.213.0.0/16', device: 'tun0' }])
})

test('questions to the engine have a limit, and what builds, pulls, starts or ends has none', () => {
  for (const question of [
    'ps --all',
    'network ls -q',
    'network inspect a',
    'inspect a',
    'version',
    'info',
    'compose version',
  ])
    assert.equal(kindOf(question.split(' ')), 'question', question)
  for (const work of ['build .', 'pull a', 'compose -p a up', 'rm --force a', 'run --rm a version'])
    assert.equal(kindOf(work.split(' ')), 'change', work)
  assert.equal(kindOf('compose -p a -f b logs --follow'.split(' ')), 'reading')
  // A node may be called that.
  assert.equal(kindOf('compose -p a -f b up --detach logs'.split(' ')), 'change')
})

test('the docker client gets none of our settings, none of Compose, and the engine that the lab was started on', () => {
  const env = { PATH: '/bin', WEIR_PROJECT: 'other', COMPOSE_PROJECT_NAME: 'other', DOCKER_HOST: 'unix:///today.sock' }
  assert.deepEqual(environment(env, null), { PATH: '/bin', DOCKER_HOST: 'unix:///today.sock' })
  assert.deepEqual(environment(env, {}), { PATH: '/bin' })
  assert.deepEqual(environment(env, { DOCKER_CONTEXT: 'desktop-linux' }), {
    PATH: '/bin',
    DOCKER_CONTEXT: 'desktop-linux',
  })
})
