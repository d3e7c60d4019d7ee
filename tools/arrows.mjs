// Which workspace may import which (docs: README, "The house"). A package's dependencies say what it imports, and Biome's
// noUndeclaredDependencies holds the code to that; this holds the dependencies to the design.
import { readFileSync } from 'node:fs'

const ALLOWED = {
  wire: [],
  time: [],
  figures: [],
  metrics: [],
  link: ['wire', 'figures', 'metrics'],
  websocket: ['wire', 'link'],
  quiet: [],
  relay: ['wire', 'time', 'figures', 'metrics', 'link', 'websocket', 'quiet'],
  ingress: ['wire', 'time', 'metrics', 'relay'],
  intermediate: ['relay'],
  edge: ['wire', 'time', 'metrics', 'relay'],
  solo: ['relay', 'ingress', 'edge'],
  player: ['wire', 'time', 'figures'],
  viewer: ['wire', 'time', 'figures', 'link', 'websocket', 'quiet'],
  orchestrator: ['time', 'relay'],
}

/** Faults, one sentence each. */
export const arrowFaults = (root) =>
  Object.entries(ALLOWED).flatMap(([name, allowed]) => {
    const manifest = JSON.parse(readFileSync(`${root}/services/${name}/package.json`, 'utf8'))
    return Object.keys(manifest.dependencies ?? {})
      .filter((dependency) => dependency.startsWith('@weir/'))
      .map((dependency) => dependency.slice('@weir/'.length))
      .filter((dependency) => !allowed.includes(dependency))
      .map(
        (dependency) =>
          `services/${name} must not import ${dependency}: it may import ${allowed.join(', ') || 'nothing'}`,
      )
  })
