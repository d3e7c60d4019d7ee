// From what a user names (TOPOLOGY=…) to a plan. Reads files; everything else here is pure.
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileIn, readBounded } from './bounds.ts'
import { didYouMean } from './did-you-mean.ts'
import { expand, type Surroundings } from './expand.ts'
import { TopologyError } from './fault.ts'
import { GENERATOR_NAMES, type Generated, generate } from './generate.ts'
import type { Plan } from './plan.ts'
import { type TopologyFile, TopologyInput } from './schema.ts'
import { readSource } from './source.ts'
import { parseTrace } from './trace.ts'
import { UsageError } from './usage-error.ts'
import { verify } from './verify.ts'
import { generatedYaml, topologyYaml } from './write-yaml.ts'

/**
 * `named` is a name in topology.yaml, a generator, or a file (`labs/mine.yaml`, or `labs/mine.yaml#diamond` for one of
 * several in it), or the folder of a topology.yaml (`labs/three-regions`); undefined is topology.yaml's default. Throws a TopologyError for what a file says, a UsageError for what is
 * named, or an Error, with one sentence.
 */
export const loadPlan = (named: string | undefined, shippedPath: string): Plan => {
  const found = find(named, shippedPath)
  if ('generated' in found) return expandGenerated(found.generated, surroundings('.'))
  const { file, name, around } = found
  return expand(name, file.topologies[name] as TopologyInput, around)
}

/** The topology as a file of its own, `loadPlan`'s `named`; takes and throws the same. */
export const loadYaml = (named: string | undefined, shippedPath: string): string => {
  const found = find(named, shippedPath)
  return 'generated' in found
    ? generatedYaml(found.generated, named ?? '')
    : topologyYaml(found.text, found.name, named ?? found.name)
}

/** All topologies of a file; `shown` is what messages call it. Throws likewise. */
export const loadPlans = (path: string, shown: string): readonly Plan[] => {
  const found = fileIn(path, shown)
  const { file, around } = readTopologies(found.path, found.shown)
  return Object.entries(file.topologies).map(([name, topology]) => expand(name, topology, around))
}

const expandGenerated = ({ name, topology }: Generated, around: Surroundings): Plan =>
  expand(name, TopologyInput.parse(topology), around)

interface Topologies {
  readonly file: TopologyFile
  readonly text: string
  readonly around: Surroundings
}
type Found = { readonly generated: Generated } | (Topologies & { readonly name: string })

const find = (named: string | undefined, shippedPath: string): Found => {
  const [file = '', inner] = (named ?? '').split(/#(.*)/s)
  if (named && isFileName(file)) {
    const { path, shown } = fileIn(resolve(file), file)
    return findInFile(path, shown, inner)
  }
  if (named?.includes(':')) {
    const generated = generate(named)
    if (!generated) throw unknownTopology(named.split(':')[0] ?? '', [['a generator', GENERATOR_NAMES]])
    return { generated }
  }
  return findInFile(shippedPath, 'topology.yaml', named, labNamed(named, shippedPath))
}

/** JSON is YAML too; and what has a folder in it can only be meant as a file. */
export const isFileName = (named: string): boolean => named.includes('/') || /\.(ya?ml|json)$/i.test(named)

const readTopologies = (path: string, shown: string): Topologies => {
  const text = readBounded(path, shown, 'a topology file, a name in topology.yaml or a generator')
  const around = surroundings(dirname(path))
  const { file, faults } = verify(readSource(text), (trace) => void around.readTrace(trace))
  if (!file) throw new TopologyError(shown, faults)
  return { file, text, around }
}

/** For who gives a lab's name where its folder is meant; empty where there is none of that name. */
const labNamed = (name: string | undefined, shippedPath: string): string => {
  const folder = join('labs', name ?? '')
  const isLab = name !== undefined && existsSync(fileIn(join(dirname(shippedPath), folder), folder).path)
  return isLab ? `; did you mean ${folder}?` : ''
}

const findInFile = (path: string, shown: string, named: string | undefined, hint = ''): Found => {
  const read = readTopologies(path, shown)
  const { file } = read
  const names = Object.keys(file.topologies)
  const name = named ?? file.default ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined)
    throw new UsageError(`${shown} has no default, expected TOPOLOGY=${shown}#<one of ${names.join(', ')}>`)
  if (Object.hasOwn(file.topologies, name)) return { ...read, name }
  const generated = generate(name)
  if (!generated)
    throw unknownTopology(
      name,
      [
        [`a topology of ${shown}`, names],
        ['a generator', GENERATOR_NAMES],
      ],
      hint,
    )
  return { generated }
}

const unknownTopology = (
  name: string,
  known: readonly (readonly [what: string, names: readonly string[]])[],
  hint = '',
): UsageError => {
  const expected = known.map(([what, names]) => `${what} (${names.join(', ')})`).join(' or ')
  const meant =
    hint ||
    didYouMean(
      name,
      known.flatMap(([, names]) => names),
    )
  return new UsageError(`TOPOLOGY=${name} is not known, expected ${expected}${meant}`)
}

const surroundings = (folder: string): Surroundings => ({
  resolvePath: (path) => resolve(folder, path),
  readTrace: (path) => {
    return parseTrace(readBounded(resolve(folder, path), path, 'a CSV beside the topology file'))
  },
})
