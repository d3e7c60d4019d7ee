import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test from 'node:test'
import { NodeConfig } from '@weir/relay/config'
import { readSettings } from '@weir/settings'
import { need } from '@weir/test-support'
import bcrypt from 'bcryptjs'
import { parse } from 'yaml'
import { loadPlan } from '../../topology/load.ts'
import type { Plan } from '../../topology/plan.ts'
import type { Lab } from '../lab.ts'
import { prometheusLogin } from '../prometheus-login.ts'
import { type FileFacts, labFiles } from './files.ts'
import { linkNetwork } from './names.ts'
import { renderCompose } from './render.ts'
import type { HostFacts } from './service.ts'
import { writeLabFiles } from './write-lab-files.ts'

const root = resolve('.')
const golden = 'services/orchestrator/runtime/docker/testdata/diamond.compose.yaml'

const labOf = (plan: Plan, folder = join(root, '.weir', plan.topology)): Lab => ({
  plan,
  runtime: 'docker',
  controlToken: 'a-token-of-the-tests',
  consoleToken: 'a-token-of-the-console',
  doors: { hosts: [], own: [], origins: [] },
  bind: '127.0.0.1',
  ports: {
    console: 8080,
    edges: Object.fromEntries(
      plan.nodes.filter((node) => node.roles.includes('edge')).map((node, i) => [node.id, 8081 + i]),
    ),
    nodes: 9100,
    prometheus: 9090,
    grafana: 3000,
  },
  folder,
})
const planOf = (name: string) => loadPlan(name, 'topology.yaml')
const images = { tier: 'weir-tier:0123', ingress: 'weir-ingress:0123' }
const settings = readSettings({ WEIR_PROJECT: 'weir-render-test' })
const bare = { videoDevices: {}, cpus: 2 }
const withWebcam = { videoDevices: { '/dev/video0': { groupId: 44 } }, cpus: 2 }

// biome-ignore lint/suspicious/noExplicitAny: what a YAML file holds
type Compose = { services: Record<string, any>; networks: Record<string, any> }
const rendered = (lab: Lab, host: HostFacts = bare) =>
  parse(renderCompose(lab, settings.subnet, host), { merge: true }) as Compose

test('the diamond renders to the file that is kept beside this test', () => {
  const text = renderCompose(labOf(planOf('diamond')), settings.subnet, withWebcam)
  // WEIR_UPDATE_GOLDEN=1 writes it anew, for a look at the difference in git.
  if (process.env.WEIR_UPDATE_GOLDEN) writeFileSync(golden, text)
  assert.equal(text, readFileSync(golden, 'utf8'))
})

test('what a url takes from the environment is in the file by its name alone, and for that node alone', () => {
  const plan = planOf('twin-ingress')
  const [first, ...others] = plan.nodes.map((node) =>
    node.id === plan.nodes[0]?.id
      ? {
          ...node,
          streams: Object.fromEntries(
            Object.entries(node.streams).map(([name, stream]) => [
              name,
              { ...stream, source: 'url' as const, input: 'rtsp://${CAMERA_LOGIN}@cam/1' },
            ]),
          ),
        }
      : node,
  )
  const { services } = rendered(labOf({ ...plan, nodes: first ? [first, ...others] : [] }))
  assert.deepEqual(Object.keys(services[first?.id ?? '']?.environment), ['WEIR_NODE', 'CAMERA_LOGIN'])
  assert.equal(services[first?.id ?? '']?.environment.CAMERA_LOGIN, null)
  // Compose is kept from filling it in.
  assert.match(services[first?.id ?? '']?.environment.WEIR_NODE, /rtsp:\/\/\$\$\{CAMERA_LOGIN\}@cam/)
  for (const { id } of others) assert.equal('CAMERA_LOGIN' in services[id].environment, false)
})

for (const name of ['solo', 'chain', 'diamond', 'star', 'tree', 'mesh', 'twin-ingress', 'mesh:width=4,depth=4']) {
  test(`${name}: every link has a network of its own, with the parent and the child on it at known addresses`, () => {
    const lab = labOf(planOf(name))
    const compose = rendered(lab)
    for (const link of lab.plan.links) {
      const network = linkNetwork(link)
      const members = Object.entries(compose.services).filter(([, service]) => network in service.networks)
      assert.deepEqual(members.map(([id]) => id).sort(), [link.from, link.to].sort())
      assert.equal(compose.networks[network].internal, true)
      const config = NodeConfig.parse(JSON.parse(compose.services[link.to].environment.WEIR_NODE))
      const parentAddress = compose.services[link.from].networks[network].ipv4_address
      const parent = config.parents.find(({ id }) => id === link.from)
      assert.equal(parent?.url, `ws://${parentAddress}:8080/push`)
    }
    assert.equal(Object.keys(compose.networks).length, lab.plan.links.length + 3)
  })
}

test('every node runs with nothing that it does not need', () => {
  for (const [id, service] of Object.entries(rendered(labOf(planOf('mesh'))).services)) {
    assert.equal(service.read_only, true, id)
    assert.equal(service.init, true, id)
    assert.deepEqual(service.cap_drop, ['ALL'], id)
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], id)
    assert.equal(service.cap_add, undefined, id)
    assert.equal(service.privileged, undefined, id)
    assert.ok(service.healthcheck && service.restart && service.stop_grace_period, id)
  }
})

test('management is internal, and what publishes ports has no way out by that either', () => {
  const { networks, services } = rendered(labOf(planOf('diamond')))
  assert.equal(networks.management.internal, true)
  assert.deepEqual(services.edge1.networks.management.aliases, ['edge1.management'])
  const place = { project: 'weir-render-test', subnet: settings.subnet, socket: '/sock', client: null }
  assert.match(
    labFiles(labOf(planOf('diamond')), place, settings, { ...bare, socketGroup: 0, grafana: false, images })[
      'prometheus/prometheus.yml'
    ] ?? '',
    /edge1\.management:8080/,
  )
  assert.equal(networks.published.internal, undefined)
  assert.equal(networks.published.driver_opts['com.docker.network.bridge.enable_ip_masquerade'], 'false')
  assert.equal(networks.published.driver_opts['com.docker.network.bridge.enable_icc'], 'false')
  for (const [id, service] of Object.entries(services))
    assert.equal('published' in service.networks, id === 'edge1', id)
})

test('Prometheus has no port on the host, answers by login alone, and Grafana is where no node is', () => {
  const { services, networks } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as Compose
  assert.deepEqual([services.prometheus.ports, services.prometheus.networks], [undefined, ['management', 'dashboards']])
  assert.ok(services.prometheus.command.includes('--web.config.file=/etc/weir/web.yml'))
  assert.deepEqual(services.grafana.networks, ['dashboards', 'published'])
  assert.deepEqual(services.orchestrator.ports, [
    '${WEIR_BIND_PUBLISH:?}:${WEIR_CONSOLE_PORT:?}:${WEIR_CONSOLE_PORT:?}',
    '${WEIR_BIND_PUBLISH:?}:${WEIR_PROMETHEUS_PORT:?}:${WEIR_PROMETHEUS_PORT:?}',
  ])
  assert.ok('dashboards' in networks)
  const made = rendered(labOf(planOf('diamond')))
  assert.equal(made.networks.dashboards.internal, true)
  for (const [id, service] of Object.entries(made.services)) assert.equal('dashboards' in service.networks, false, id)
  const place = { project: 'weir-render-test', subnet: settings.subnet, socket: '/sock', client: null }
  const facts = { ...bare, socketGroup: 0, grafana: true, images }
  const files = labFiles(labOf(planOf('diamond')), place, settings, facts)
  const { user, password } = prometheusLogin(labOf(planOf('diamond')))
  const hash = parse(files['prometheus/web.yml'] ?? '').basic_auth_users[user]
  assert.ok(bcrypt.compareSync(password, hash))
  assert.equal(files['prometheus/web.yml']?.includes(password), false)
  assert.match(files['compose.env'] ?? '', new RegExp(`^WEIR_PROMETHEUS_PASSWORD='${password}'$`, 'm'))
  const [source] = parse(readFileSync('grafana/provisioning/datasources/prometheus.yaml', 'utf8')).datasources
  assert.deepEqual(
    [source.basicAuth, source.basicAuthUser, source.secureJsonData.basicAuthPassword],
    [true, '$WEIR_PROMETHEUS_USER', '$WEIR_PROMETHEUS_PASSWORD'],
  )
  assert.deepEqual(
    [services.grafana.environment.WEIR_PROMETHEUS_USER, services.grafana.environment.WEIR_PROMETHEUS_PASSWORD],
    ['${WEIR_PROMETHEUS_USER:?}', '${WEIR_PROMETHEUS_PASSWORD:?}'],
  )
})

test('an ingress whose source has an address gets a way to it, and nobody else', () => {
  const lab = labOf(planOf('diamond'))
  const nodes = lab.plan.nodes.map((node) => ({
    ...node,
    streams: Object.fromEntries(
      Object.entries(node.streams).map(([name, stream]) => [
        name,
        { ...stream, source: 'url' as const, input: 'rtsp://camera' },
      ]),
    ),
  }))
  const { networks, services } = rendered({ ...lab, plan: { ...lab.plan, nodes } })
  assert.ok(networks.outside.internal === undefined && networks.outside.driver_opts === undefined)
  for (const [id, service] of Object.entries(services)) assert.equal('outside' in service.networks, id === 'in1', id)
})

test('every node has limits, by its role, and no more cores than the host has', () => {
  const limits = (cpus: number) =>
    Object.fromEntries(
      Object.entries(rendered(labOf(planOf('diamond')), { videoDevices: {}, cpus }).services).map(([id, service]) => [
        id,
        [service.pids_limit, service.mem_limit, service.cpus],
      ]),
    )
  const relay = [128, '1g', 2]
  assert.deepEqual(limits(16), { in1: [1024, '4g', 15], 'mid-a': relay, 'mid-b': relay, edge1: [128, '2g', 2] })
  for (const cpus of [1, 2]) for (const [, , given] of Object.values(limits(cpus))) assert.equal(given, cpus)
})

test('only edges publish a port, on the address that WEIR_BIND names', () => {
  const lab = labOf(planOf('star'))
  for (const node of lab.plan.nodes) {
    const { ports } = rendered(lab).services[node.id]
    const port = lab.ports.edges[node.id]
    assert.deepEqual(ports, port ? [`127.0.0.1:${port}:8080`] : undefined)
  }
  const open = rendered({ ...lab, bind: '::1' })
  assert.ok(Object.values(open.services).some((service) => service.ports?.[0]?.startsWith('[::1]:')))
})

test('a webcam goes to the ingress that wants one, with the group of the device, when the host has it', () => {
  const lab = labOf(planOf('diamond'))
  const { in1, 'mid-a': mid } = rendered(lab, withWebcam).services
  assert.deepEqual([in1.devices, in1.group_add], [['/dev/video0:/dev/video0'], ['44']])
  assert.equal(mid.devices, undefined)
  assert.equal(rendered(lab, bare).services.in1.devices, undefined)
})

const changed = (lab: Lab, change: (plan: Plan) => Partial<Plan>): Lab => ({
  ...lab,
  plan: { ...lab.plan, ...change(lab.plan) },
})

test('a file that is a source is there in the container, under the same path', () => {
  const lab = changed(labOf(planOf('solo')), ({ nodes }) => ({
    nodes: nodes.map((node) => ({
      ...node,
      streams: Object.fromEntries(
        Object.entries(node.streams).map(([name, stream]) => [
          name,
          { ...stream, source: 'file', input: '/media/a $5 film.mp4' },
        ]),
      ),
    })),
  }))
  const [service] = Object.values(rendered(lab).services)
  assert.deepEqual(service.volumes, [
    // Doubled, since Compose takes a single $ for a variable.
    {
      type: 'bind',
      source: '/media/a $$5 film.mp4',
      target: '/media/a $$5 film.mp4',
      read_only: true,
      bind: { create_host_path: false },
    },
  ])
})

test('the shaper stays out of a link that the kernel emulates, and its ends are given no capability', () => {
  const lab = changed(labOf(planOf('diamond')), ({ links }) => ({
    links: links.map((link, i) => (i === 0 ? { ...link, emulation: 'netem', impair: { delaySeconds: 0.02 } } : link)),
  }))
  const [link] = lab.plan.links
  const compose = rendered(lab)
  assert.ok(Object.keys(compose.services).every((id) => compose.services[id].cap_add === undefined))
  const config = NodeConfig.parse(JSON.parse(compose.services[link?.to ?? ''].environment.WEIR_NODE))
  assert.deepEqual(config.parents.find(({ id }) => id === link?.from)?.impair, {})
})

test('a node with the name of a fixed service is refused', () => {
  const lab = changed(labOf(planOf('solo')), ({ nodes }) => ({
    nodes: nodes.map((node) => ({ ...node, id: 'grafana' })),
  }))
  assert.throws(
    () => renderCompose(lab, settings.subnet, bare),
    /node "grafana" has the name of one of the lab's own services/,
  )
})

for (const name of ['diamond', 'solo', 'mesh:width=4,depth=4']) {
  test(`docker compose config accepts ${name} beside docker-compose.yml`, need('docker'), () => {
    // What a shell, YAML and Compose's own variables would take for theirs.
    const folder = mkdtempSync(join(tmpdir(), `weir render it's "$5" ü #-`))
    try {
      const facts: FileFacts = { ...withWebcam, socketGroup: 0, grafana: true, images }
      const lab = labOf(planOf(name), folder)
      const place = { project: 'weir-render-test', subnet: settings.subnet, socket: `${folder}/sock`, client: null }
      writeLabFiles(folder, labFiles(lab, place, settings, facts))
      const files = [
        '--env-file',
        join(folder, 'compose.env'),
        '-f',
        'docker-compose.yml',
        '-f',
        join(folder, 'compose.yaml'),
        '-f',
        join(folder, 'mounts.yaml'),
      ]
      const { status, stdout, stderr } = spawnSync('docker', ['compose', ...files, 'config', '--format', 'json'], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      })
      assert.equal(status, 0, stderr)
      assert.equal(stderr, '')
      const config = JSON.parse(stdout)
      const expected = [...lab.plan.nodes.map(({ id }) => id), 'orchestrator', 'prometheus', 'grafana']
      assert.deepEqual(Object.keys(config.services).sort(), expected.sort())
      const mounts = config.services.orchestrator.volumes as { source: string }[]
      assert.deepEqual(
        // It prints what could be read again: with every $ doubled.
        mounts.map(({ source }) => source.replaceAll('$$', '$')),
        [`${folder}/sock`, `${folder}/orchestrator`],
      )
      // The configuration survives YAML in YAML and Compose's variables.
      for (const node of lab.plan.nodes)
        assert.equal(NodeConfig.parse(JSON.parse(config.services[node.id].environment.WEIR_NODE)).id, node.id)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
}
