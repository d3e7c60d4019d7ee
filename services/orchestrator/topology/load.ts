// From what a user names (TOPOLOGY=…) to a plan. Reads files; everything else here is pure.
import { dirname, resolve } from 'node:path'
import { readBounded } from './bounds.ts'
import { didYouMean } from './did-you-mean.ts'
import { expand, type Surroundings } from './expand.ts'
import { TopologyError } from './fault.ts'
import { GENERATOR_NAMES, generate } from './generate.ts'
import type { Plan } from './plan.ts'
import { readSource } from './source.ts'
import { parseTrace } from './trace.ts'
import { verify } from './verify.ts'

/**
 * `named` is a name in topology.yaml, a generator, or a file (`labs/mine.yaml`, or `labs/mine.yaml#diamond` for one of
 * several in it); undefined is topology.yaml's default. Throws a TopologyError, or an Error with one sentence.
 */
export const loadPlan = (named: string | undefined, shippedPath: string): Plan => {
  const [file = '', inner] = (named ?? '').split(/#(.*)/s)
  // JSON is YAML too; and what has a folder in it can only be meant as a file.
  if (named && (file.includes('/') || /\.(ya?ml|json)$/i.test(file))) return fromFile(resolve(file), file, inner)
  if (named?.includes(':')) {
    const generated = generate(named)
    if (!generated) throw unknownTopology(named.split(':')[0] ?? '', GENERATOR_NAMES, 'a generator')
    return expand(generated.name, generated.topology, surroundings('.'))
  }
  return fromFile(shippedPath, 'topology.yaml', named)
}

const fromFile = (path: string, shown: string, named: string | undefined): Plan => {
  const text = readBounded(path, shown, 'a topology file, a name in topology.yaml or a generator')
  const around = surroundings(dirname(path))
  const source = readSource(text)
  const { file, faults } = verify(source, (trace) => void around.readTrace(trace))
  if (!file) throw new TopologyError(shown, faults)
  const names = Object.keys(file.topologies)
  const name = named ?? file.default ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined)
    throw new Error(`${shown} has no default, expected TOPOLOGY=${shown}#<one of ${names.join(', ')}>`)
  const topology = Object.hasOwn(file.topologies, name) ? file.topologies[name] : undefined
  if (topology) return expand(name, topology, around)
  const generated = generate(name)
  if (!generated) throw unknownTopology(name, [...names, ...GENERATOR_NAMES], `a topology of ${shown}`)
  return expand(generated.name, generated.topology, around)
}

const unknownTopology = (name: string, known: readonly string[], what: string): Error =>
  new Error(
    `TOPOLOGY=${name} is not known, expected ${what} (${[...new Set(known)].join(', ')})${didYouMean(name, known)}`,
  )

const surroundings = (folder: string): Surroundings => ({
  resolvePath: (path) => resolve(folder, path),
  readTrace: (path) => {
    return parseTrace(readBounded(resolve(folder, path), path, 'a CSV beside the topology file'))
  },
})
