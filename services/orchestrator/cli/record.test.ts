// Which lab a command means: the one that this folder's record names, wherever the environment points by then. On a docker
// client without an engine (tests/support/fake-docker), so that other labs of it can be put there.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import test, { type TestContext } from 'node:test'
import { identify } from '../runtime/identity.ts'
import { loadPlan } from '../topology/load.ts'
import { writeCurrent } from './current.ts'

/** One that has ended and whose end nobody has asked for yet does not. */
const runs = (pid: number): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z\s]/.test(stdout)
}

const WEIR = resolve('dist/services/orchestrator/cli/main.js')

const container = (folder: string, project: string, service: string, state = 'running') => ({
  id: `${project}-${service}`,
  project,
  service,
  state,
  files: `/src/docker-compose.yml,${folder}/diamond/compose.yaml`,
})
const labOf = (folder: string, project: string, orchestrator = 'running') => ({
  containers: [container(folder, project, 'in1'), container(folder, project, 'orchestrator', orchestrator)],
  networks: ['management', 'in1.mid-a', 'in1.mid-b'].map((name) => ({ name: `${project}_${name}`, project })),
  volumes: [{ name: `${project}_prometheus`, project }],
})

interface Engine extends ReturnType<typeof labOf> {
  stuck: Record<string, string[]>
  calls: string[]
}

/** A state folder with a record of `weir-mine`, and an engine that has that lab and another folder's `weir-other`. */
const workplace = (t: TestContext, recorded = true) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'weir-record-')))
  t.after(() => rmSync(folder, { recursive: true }))
  const state = join(folder, 'state')
  const file = join(folder, 'engine.json')
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  mkdirSync(state)
  const fake = resolve('dist/tests/support/fake-docker/main.js')
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\nexec '${process.execPath}' '${fake}' "$@"\n`)
  chmodSync(join(bin, 'docker'), 0o755)
  if (recorded)
    writeCurrent(state, {
      lab: {
        plan: loadPlan('diamond', 'topology.yaml'),
        runtime: 'docker',
        controlToken: 'a token for the tests',
        consoleToken: 'a token of the console',
        doors: { hosts: [], own: [], origins: [] },
        bind: '127.0.0.1',
        ports: { console: 1, edges: { edge1: 2 }, nodes: 3, prometheus: 4, grafana: 5 },
        folder: join(state, 'diamond'),
        docker: { project: 'weir-mine', subnet: '10.213.0.0/16', socket: '/var/run/docker.sock', client: {} },
      },
      started: {},
    })
  const engine = (): Engine => JSON.parse(readFileSync(file, 'utf8'))
  const set = (change: (before: Engine) => void) => {
    const now = engine()
    change(now)
    writeFileSync(file, JSON.stringify(now))
  }
  const [mine, other] = [labOf(state, 'weir-mine'), labOf('/elsewhere/.weir', 'weir-other')]
  writeFileSync(
    file,
    JSON.stringify({
      containers: [...mine.containers, ...other.containers],
      networks: [...mine.networks, ...other.networks],
      volumes: [...mine.volumes, ...other.volumes],
      stuck: {},
      calls: [],
    } satisfies Engine),
  )
  const start = (args: readonly string[], more: Record<string, string> = {}) => {
    const env = {
      ...process.env,
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      WEIR_DIR: state,
      FAKE_ENGINE: file,
      ...more,
    }
    const child = spawn(process.execPath, [WEIR, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    const ended = new Promise<{ code: number | null; out: string; err: string }>((done) => {
      child.once('close', (code) => done({ code, out, err }))
    })
    return { child, ended }
  }
  const weir = (args: readonly string[], more?: Record<string, string>) => start(args, more).ended
  const projects = () => {
    const { containers, networks, volumes } = engine()
    return [...new Set([...containers, ...networks, ...volumes].map(({ project }) => project))]
  }
  return { state, weir, start, engine, set, projects, file }
}

test("down with another lab's WEIR_PROJECT ends the lab of this folder and no other", async (t) => {
  const { weir, projects } = workplace(t)
  const ended = await weir(['down'], { WEIR_PROJECT: 'weir-other', COMPOSE_PROJECT_NAME: 'weir-other' })
  assert.deepEqual(ended, { code: 0, out: '', err: 'diamond is down\n' })
  assert.deepEqual(projects(), ['weir-other'])
  assert.equal((await weir(['down'], { WEIR_PROJECT: 'weir-other' })).err, 'no lab is running\n')
  assert.deepEqual(projects(), ['weir-other'])
})

test('down when another folder has taken the name since: what is of this folder goes, nothing else', async (t) => {
  const { weir, set, engine } = workplace(t)
  set((now) => {
    now.containers = [...labOf('/elsewhere/.weir', 'weir-mine').containers]
  })
  assert.deepEqual(await weir(['down']), { code: 0, out: '', err: 'diamond is down\n' })
  assert.equal(engine().containers.length, 2)
  assert.equal(engine().networks.length, 6)
})

test('down without a record ends what came from this folder, and leaves a folder whose path ends alike', async (t) => {
  const { weir, state, set, projects } = workplace(t, false)
  set((now) => {
    now.containers.push(container(`/mnt${state}`, 'weir-mnt', 'in1'))
  })
  const { code, err } = await weir(['status'])
  assert.equal(code, 1)
  assert.match(err, /containers of a lab from .* are left \(weir-mine\); `make down` ends them/)
  assert.equal((await weir(['down'])).code, 0)
  assert.deepEqual(projects().sort(), ['weir-mnt', 'weir-other'])
})

test('a network that is not freed: down ends the rest, names it and the way out, and works once it can', async (t) => {
  const { weir, set, engine } = workplace(t)
  set((now) => {
    now.stuck['weir-mine_in1.mid-a'] = ['spy']
  })
  for (const _ of ['the first time', 'and again']) {
    const { code, err } = await weir(['down'])
    assert.equal(code, 1)
    assert.match(
      err,
      /^the Docker network weir-mine_in1\.mid-a stays, because spy is on it, .*`docker network disconnect --force weir-mine_in1\.mid-a spy`, then `make down`\n$/,
    )
    const left = engine().networks.filter(({ project }) => project === 'weir-mine')
    assert.deepEqual(
      left.map(({ name }) => name),
      ['weir-mine_in1.mid-a'],
    )
  }
  set((now) => {
    now.stuck = {}
  })
  assert.deepEqual(await weir(['down']), { code: 0, out: '', err: 'diamond is down\n' })
  assert.equal((await weir(['down'])).err, 'no lab is running\n')
})

test('the orchestrator was killed: status, up and the other verbs say what is left and what ends it', async (t) => {
  const { weir, state, set } = workplace(t)
  set((now) => {
    now.containers = labOf(state, 'weir-mine', 'exited').containers
  })
  const left =
    /^the orchestrator of diamond has gone and left the containers of in1, orchestrator and 3 networks; `make down` ends what is left\n$/
  for (const args of [['status'], ['up', 'diamond'], ['kill', 'mid-a']]) {
    const { code, err } = await weir(args)
    assert.equal(code, 1)
    assert.match(err, left)
  }
  set((now) => {
    now.networks = now.networks.filter(({ project }) => project !== 'weir-mine').concat(now.networks.slice(0, 1))
  })
  assert.match((await weir(['status'])).err, / orchestrator and 1 network; `make down`/)
  // While somebody starts it, nothing has gone.
  const pid = process.pid
  writeFileSync(join(state, 'up.lock'), JSON.stringify(identify(pid)))
  assert.equal((await weir(['status'])).err, `diamond is being started by another \`weir up\` (pid ${pid})\n`)
  assert.equal((await weir(['down'])).err, 'diamond is down\n')
})

test('no engine answers: nothing is forgotten', async (t) => {
  const { weir, engine, file, projects } = workplace(t)
  const before = JSON.stringify(engine())
  for (const verb of ['status', 'down']) {
    const { code, err } = await weir([verb], { FAKE_ENGINE: '/nowhere' })
    assert.equal(code, 1)
    assert.match(err, /^the Docker engine does not answer \(Cannot connect.*\); once it is back, `make down` ends what/)
  }
  writeFileSync(file, before)
  assert.equal((await weir(['down'])).err, 'diamond is down\n')
  assert.deepEqual(projects(), ['weir-other'])
})

test('a change that the console can not be asked for is not announced', async (t) => {
  const { weir } = workplace(t)
  const { code, out, err } = await weir(['up', 'chain', '--apply'])
  assert.deepEqual([code, out], [1, ''])
  assert.match(err, /^the console at http:\/\/127\.0\.0\.1:1 does not answer: .*\n$/)
})

for (const [args, recorded] of [
  [['status'], false],
  [['down'], false],
  [['up', 'solo'], false],
  [['up', 'solo', '--runtime', 'docker'], false],
  [['status'], true],
  [['down'], true],
  [['kill', 'in1'], true],
  [['link', 'in1:mid-a', 'clear'], true],
  [['logs', 'in1'], true],
  [['up', 'diamond'], true],
] as const)
  test(`an engine that says nothing, ${recorded ? 'with' : 'without'} a record: weir ${args.join(' ')} says whom it waits for, and Ctrl-C ends what it asked`, async (t) => {
    const { state, start } = workplace(t, recorded)
    const pids = join(state, 'pids')
    // What Node would look for, at whose script's command line it looks, too.
    mkdirSync(join(state, 'diamond'))
    writeFileSync(join(state, 'diamond/compose.env'), '')
    const began = performance.now()
    const env = { FAKE_SILENT: pids, DOCKER_HOST: 'unix:///run/silent.sock' }
    const { child, ended } = start(args, recorded ? { FAKE_SILENT: pids } : env)
    const told = await new Promise<string>((resolve) =>
      child.stderr.once('data', (data: Buffer) => resolve(String(data))),
    )
    const seconds = (performance.now() - began) / 1000
    const where = recorded ? /\S+/ : /unix:\/\/\/run\/silent\.sock/
    const expected = `^the Docker engine at ${where.source} has not answered \`docker (ps|version)\` yet; it is waited for, 20 s at most\\n$`
    assert.match(told, new RegExp(expected))
    assert.ok(seconds > 2.5 && seconds < 10, `${seconds} s`)
    child.kill('SIGINT')
    const { code } = await ended
    assert.ok(code === (args[0] === 'logs' ? 0 : 130) || child.signalCode === 'SIGINT', `${code}`)
    const clients = readFileSync(pids, 'utf8').split('\n').filter(Boolean).map(Number)
    assert.ok(clients.length > 0)
    // They have been killed, which takes them a moment.
    const deadline = performance.now() + 5000
    while (clients.some(runs) && performance.now() < deadline) await new Promise((wake) => setTimeout(wake, 20))
    assert.deepEqual(clients.filter(runs), [], 'clients that go on waiting')
  })

test('a socket that is not there, or that is none, is told by its variable, before anything is built', async (t) => {
  const { weir, set, projects } = workplace(t, false)
  set((now) => {
    Object.assign(now, { containers: [], networks: [], volumes: [] })
  })
  const env = { WEIR_LAB: '97', WEIR_DOCKER_SOCKET: '/nonexistent/docker.sock' }
  assert.deepEqual(await weir(['up', 'solo', '--runtime', 'docker'], env), {
    code: 1,
    out: '',
    err: 'WEIR_DOCKER_SOCKET="/nonexistent/docker.sock" is not there, expected the engine\'s socket, which the orchestrator\'s container is given\n',
  })
  const noSocket = await weir(['up', 'solo', '--runtime', 'docker'], { ...env, WEIR_DOCKER_SOCKET: '/etc/passwd' })
  assert.match(noSocket.err, /^WEIR_DOCKER_SOCKET="\/etc\/passwd" is no socket, expected the engine's socket, /)
  assert.deepEqual(projects(), [])
})

test('a clean-up that fails hides nothing that failed before it, and the record stays for the next down', async (t) => {
  const { weir, set, projects } = workplace(t, false)
  set((now) => {
    Object.assign(now, { containers: [], networks: [], volumes: [] })
  })
  const env = { WEIR_PROJECT: 'weir-new', WEIR_LAB: '97' }
  const { code, err } = await weir(['up', 'solo', '--runtime', 'docker'], env)
  assert.equal(code, 1)
  assert.match(
    err,
    /^docker compose up failed: Error response from daemon: no space left on device\nwhat was started could not be ended: the Docker network weir-new_management stays, because spy is on it/m,
  )
  set((now) => {
    now.stuck = {}
  })
  assert.equal((await weir(['down'])).err, 'solo is down\n')
  assert.deepEqual(projects(), [])
})
