// A docker client without an engine, for tests of who ends what: knows containers, networks and volumes from the JSON file that
// FAKE_ENGINE names, and answers what runtime/docker asks of them. A network in `stuck` can't be removed; without the file no
// engine answers. With FAKE_SILENT, a file that takes its pid, the engine says nothing, and the client waits for it.
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

interface Engine {
  containers: { id: string; project: string; service: string; state: string; files: string }[]
  networks: { name: string; project: string }[]
  volumes: { name: string; project: string }[]
  /** Containers of others on a network, by its name. */
  stuck: Record<string, string[]>
  /** What was asked, oldest first. */
  calls: string[]
}

const path = process.env.FAKE_ENGINE ?? ''
const args = process.argv.slice(2)
const fail = (message: string): never => {
  console.error(message)
  process.exit(1)
}
if (process.env.FAKE_SILENT) {
  appendFileSync(process.env.FAKE_SILENT, `${process.pid}\n`)
  process.on('SIGTERM', () => {})
  setInterval(() => {}, 60_000)
  await new Promise(() => {})
}
if (!existsSync(path)) fail('Cannot connect to the Docker daemon at unix:///fake.sock. Is the docker daemon running?')
const engine = JSON.parse(readFileSync(path, 'utf8')) as Engine
engine.calls.push(args.join(' '))
const project = args.map((arg) => /^label=com\.docker\.compose\.project=(.*)/.exec(arg)?.[1]).find(Boolean) ?? null
const ofProject = <T extends { project: string }>(list: T[]) =>
  list.filter((item) => project === null || item.project === project)
const names = (list: { name: string; project: string }[]) => {
  for (const { name } of ofProject(list)) console.log(name)
}
const last = args.at(-1) ?? ''
/** Whole at any moment: several clients may run at once. */
const save = () => {
  const mine = `${path}.${process.pid}`
  writeFileSync(mine, JSON.stringify(engine))
  renameSync(mine, path)
}

switch (args.slice(0, 2).join(' ')) {
  case 'version --format':
    console.log('20.10')
    break
  case 'compose version':
    console.log('2.26.0')
    break
  case 'context inspect':
    console.log('default')
    break
  case 'ps --all':
    for (const { id, project: of, service, state, files } of ofProject(engine.containers))
      console.log([id, of, service, state, files].join('\t'))
    break
  case 'image inspect':
  case 'pull --quiet':
    fail('there is no such image')
    break
  case 'build -f':
    break
  case 'compose -p': {
    if (args.includes('up')) {
      // It fails half-way, with a network made and somebody on it.
      const name = `${args[2]}_management`
      engine.networks.push({ name, project: args[2] ?? '' })
      engine.stuck[name] = ['spy']
      save()
      fail('Error response from daemon: no space left on device')
    }
    engine.containers = engine.containers.filter((container) => container.project !== args[2])
    save()
    // As Compose does: it stops at the first network that the engine won't free.
    const held = engine.networks.find((network) => network.project === args[2] && engine.stuck[network.name])
    if (held) fail(`error while removing network: network ${held.name} has active endpoints`)
    engine.networks = engine.networks.filter((network) => network.project !== args[2])
    engine.volumes = engine.volumes.filter((volume) => volume.project !== args[2])
    break
  }
  case 'rm --force':
    engine.containers = engine.containers.filter(({ id }) => !args.includes(id))
    break
  case 'network ls':
    names(engine.networks)
    break
  case 'network inspect':
    console.log((engine.stuck[last] ?? []).join(' '))
    break
  case 'network rm':
    if (engine.stuck[last]) fail(`error while removing network: network ${last} has active endpoints`)
    engine.networks = engine.networks.filter(({ name }) => name !== last)
    break
  case 'volume ls':
    names(engine.volumes)
    break
  case 'volume rm':
    engine.volumes = engine.volumes.filter(({ name }) => name !== last)
    break
  default:
    fail(`the fake knows no docker ${args.join(' ')}`)
}
save()
