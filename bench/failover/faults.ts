// What is done to the active intermediate, and how it is undone. Each as a user of the CLI would: weir kill, weir freeze,
// weir link … partition.
import type { BenchLab } from '../lab.ts'

export interface FaultKind {
  readonly name: 'kill' | 'freeze' | 'partition' | 'starve'
  readonly apply: (lab: BenchLab, node: string) => Promise<unknown>
  readonly undo: (lab: BenchLab, node: string) => Promise<unknown>
}

const setLinks = (lab: BenchLab, node: string, ends: readonly ('from' | 'to')[], partition: boolean) =>
  Promise.all(
    lab.plan.links
      .filter((link) => ends.some((end) => link[end] === node))
      .map(({ from, to, impair }) => lab.impair(from, to, partition ? { ...impair, partition } : impair)),
  )

export const FAULTS: readonly FaultKind[] = [
  {
    name: 'kill',
    apply: (lab, node) => lab.fault(node, 'kill'),
    undo: (lab, node) => lab.fault(node, 'start'),
  },
  {
    name: 'freeze',
    apply: (lab, node) => lab.fault(node, 'freeze'),
    undo: (lab, node) => lab.fault(node, 'thaw'),
  },
  {
    // Cut off on all sides, with every connection still open.
    name: 'partition',
    apply: (lab, node) => setLinks(lab, node, ['from', 'to'], true),
    undo: (lab, node) => setLinks(lab, node, ['from', 'to'], false),
  },
  {
    // Alive and answering, but with nothing to push: only its own uplink is cut.
    name: 'starve',
    apply: (lab, node) => setLinks(lab, node, ['to'], true),
    undo: (lab, node) => setLinks(lab, node, ['to'], false),
  },
]
