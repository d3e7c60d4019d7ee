// Weir's environment variables: the name of each, what it is when it is not set, and what it may be. Nobody else of
// the lab reads them (WEIR_NODE, the configuration of a node, is no setting); README lists those that are for people, and settings.test.ts holds the two together.
import { isIP } from 'node:net'
import { isPublicUrl } from '@weir/places'
import { MOST_LABS, settingsOfLab } from './lab-number.ts'
import { isForHosts } from './subnet.ts'

export { readSubnet, type Subnet, shareAddress } from './subnet.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Setting<T> {
  readonly name: string
  /** Its value when the variable is not set. */
  readonly usual: T
  /** Its value when the variable is set to nothing, or blank: as if it were not set, if not otherwise said. */
  readonly empty?: T
  /** Completes "expected …". */
  readonly expected: string
  /** What the text stands for; undefined when that can't be. Never gets an empty or a blank one. */
  parse(text: string): T | undefined
}

const wholeNumber = (name: string, usual: number, most: number): Setting<number> => ({
  name,
  usual,
  expected: `a whole number from 1 to ${most}`,
  parse: (text) => (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : undefined),
})

const port = (name: string, usual: number) => wholeNumber(name, usual, 65535)

const text = <T>(name: string, usual: T, expected: string, may: (text: string) => boolean): Setting<T | string> => ({
  name,
  usual,
  expected,
  parse: (given) => (may(given) ? given : undefined),
})

const image = <T extends string | null>(name: string, usual: T) =>
  text<T>(name, usual, `an image such as ${usual ?? 'debian:bookworm-slim'}`, (given) => /^[\w.:/@-]+$/.test(given))

const path = <T>(name: string, usual: T) => text(name, usual, 'a path', () => true)

/** No zone (fe80::1%eth0), which URLs can't carry. */
const isHost = (given: string) =>
  (isIP(given) !== 0 && !given.includes('%')) || /^[a-z](?:[a-z0-9.-]*[a-z0-9])?$/i.test(given)

/** Of a page, as a browser sends it: `https://lab.example:8443`. */
const isOrigin = (given: string): boolean => {
  try {
    const url = new URL(given)
    return /^https?:$/.test(url.protocol) && url.origin === given
  } catch {
    return false
  }
}

export const SETTINGS = {
  /** Which of the labs on this machine: gives the usual values of ports, subnet, project and state folder. */
  lab: {
    name: 'WEIR_LAB',
    usual: null,
    expected: `a whole number from 1 to ${MOST_LABS}`,
    parse: (given) => (/^[1-9]\d*$/.test(given) && Number(given) <= MOST_LABS ? Number(given) : undefined),
  } as Setting<number | null>,
  /** Address that everything listens on. */
  bind: text('WEIR_BIND', '127.0.0.1', 'an address such as 127.0.0.1', isHost),
  /** Pages that may watch besides those of the lab and of loopback addresses. */
  origins: {
    name: 'WEIR_ORIGINS',
    usual: [],
    expected: 'origins such as https://lab.example:8443, with commas between them',
    parse: (given) => {
      const all = given.split(',').map((one) => one.trim())
      return all.every(isOrigin) ? all : undefined
    },
  } as Setting<readonly string[]>,
  /** Where a proxy has the lab's servers, in the form of services/places; null: there is none. */
  publicUrl: text<string | null>(
    'WEIR_PUBLIC_URL',
    null,
    'an address such as https://example.org/weir/ or https://{node}.example.org/',
    isPublicUrl,
  ),
  consolePort: port('WEIR_CONSOLE_PORT', 8080),
  /** Of the first edge; the next ones follow. */
  edgePort: port('WEIR_EDGE_PORT', 8081),
  /** Of the first of the other nodes; process runtime. */
  nodePort: port('WEIR_NODE_PORT', 9100),
  prometheusPort: port('WEIR_PROMETHEUS_PORT', 9090),
  grafanaPort: port('WEIR_GRAFANA_PORT', 3000),
  /** State, logs and rendered files: the usual one lies in the checkout. */
  stateFolder: path('WEIR_DIR', '.weir'),
  /** How long `weir up` waits for every edge's first chunk, s; null: as long as the number of nodes calls for. */
  upTimeoutSeconds: { ...wholeNumber('WEIR_UP_TIMEOUT_SECONDS', 60, 3600), usual: null } as Setting<number | null>,
  /** The ffmpeg to run; null: the PATH's, then npm's. */
  ffmpeg: path('WEIR_FFMPEG', null),
  /** The Prometheus that the process runtime starts, by name on the PATH or by path; null for none. */
  prometheus: { ...path<string | null>('WEIR_PROMETHEUS', 'prometheus'), empty: null },
  /** Where the links' networks are cut from; Docker. */
  subnet: text(
    'WEIR_SUBNET',
    '10.213.0.0/16',
    'a subnet such as 10.213.0.0/16, and none of loopback, link-local or multicast addresses',
    isForHosts,
  ),
  /** Name of the Compose project; Docker. */
  project: text(
    'WEIR_PROJECT',
    'weir',
    'a name of lower-case letters, digits, - and _ that begins with a letter or a digit',
    (given) => /^[a-z0-9][a-z0-9_-]*$/.test(given),
  ),
  /** The engine's socket that the orchestrator's container gets. */
  dockerSocket: text('WEIR_DOCKER_SOCKET', '/var/run/docker.sock', 'an absolute path', (given) =>
    given.startsWith('/'),
  ),
  /** Whether Docker runs a Grafana. */
  grafana: {
    name: 'WEIR_GRAFANA',
    usual: true,
    expected: 'on or off',
    parse: (given) => (given === 'on' ? true : given === 'off' ? false : undefined),
  } as Setting<boolean>,
  /** What the nodes' images are built on; null: what images/tier/Dockerfile says. */
  baseImage: image('WEIR_BASE_IMAGE', null),
  prometheusImage: image('WEIR_PROMETHEUS_IMAGE', 'prom/prometheus:v3.5.0'),
  grafanaImage: image('WEIR_GRAFANA_IMAGE', 'grafana/grafana:12.1.1'),
  /** Where an edge has the built player; null: in dist. */
  playerFolder: path('WEIR_PLAYER_DIR', null),
  /** The checkout, for a command line that is not in it but in a container (tools/weir-docker). */
  root: path('WEIR_ROOT', null),
} satisfies Readonly<Record<string, Setting<unknown>>>

type Name = keyof typeof SETTINGS
type Value<K extends Name> = (typeof SETTINGS)[K] extends Setting<infer T> ? T : never
export type Settings = { readonly [K in Name]: Value<K> }

/** Variables with values that can't be: one sentence for each, a line each. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SettingsError'
  }
}

const isBlank = (text: string): boolean => text.trim() === ''

const readOne = ({ name, usual, empty = usual, parse, expected }: Setting<unknown>, env: Environment) => {
  const given = env[name]
  if (given === undefined) return { value: usual }
  const value = isBlank(given) ? empty : parse(given)
  return value === undefined ? { fault: `${name}=${JSON.stringify(given)}, expected ${expected}` } : { value }
}

/** With the usual values of the lab that WEIR_LAB names; a number that can't be is told by who reads that one. */
const settingsFor = (env: Environment): Readonly<Record<Name, Setting<unknown>>> => {
  const { value: lab } = readOne(SETTINGS.lab, env)
  if (typeof lab !== 'number') return SETTINGS
  const own = Object.entries(settingsOfLab(lab)).map(([key, usual]) => [key, { ...SETTINGS[key as Name], usual }])
  return { ...SETTINGS, ...Object.fromEntries(own) }
}

/** Whether the state folder is the usual one, which lies in the checkout. */
export const isUsualFolder = (env: Environment): boolean => isBlank(env[SETTINGS.stateFolder.name] ?? '')

/** By the names that whoever reads it has for them. */
export type SettingTable = Readonly<Record<string, Setting<unknown>>>
export type Values<T extends SettingTable> = { readonly [K in keyof T]: T[K] extends Setting<infer V> ? V : never }

/** All of a table. Throws one SettingsError that names every variable with a value that can't be. */
export const readAll = <T extends SettingTable>(table: T, env: Environment): Values<T> => {
  const read = Object.entries(table).map(([key, setting]) => ({ key, ...readOne(setting, env) }))
  // A variable may stand in a table more than once.
  const faults = new Set(read.flatMap(({ fault }) => fault ?? []))
  if (faults.size > 0) throw new SettingsError([...faults].join('\n'))
  return Object.fromEntries(read.map(({ key, value }) => [key, value])) as Values<T>
}

/** All of Weir's own. Throws likewise. */
export const readSettings = (env: Environment): Settings => readAll(settingsFor(env), env) as Settings

/** One of them, for who needs no other. Throws a SettingsError when its value, or that of WEIR_LAB, can't be. */
export const readSetting = <K extends Name>(key: K, env: Environment): Value<K> => {
  const settings = settingsFor(env)
  const { fault: ofLab } = readOne(settings.lab, env)
  const { value, fault = ofLab } = readOne(settings[key], env)
  if (fault !== undefined) throw new SettingsError(fault)
  return value as Value<K>
}
