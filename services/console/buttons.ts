// What can be done to a node and to a link as they are now, a button for each.
import { type Change, fault, impair, type LabLink, type LabNode } from './api.ts'
import { byId, element } from './element.ts'
import { type Lock, reasonId } from './lock.ts'

export interface Hand {
  readonly lock: Lock
  /** What a click asks for is given to this. */
  readonly act: (change: Change) => void
}

const FAULTS: Partial<Record<LabNode['state'], readonly string[]>> = {
  running: ['kill', 'freeze', 'restart'],
  frozen: ['thaw', 'kill'],
  stopped: ['start'],
  failed: ['start'],
}
const STEP_SECONDS = 0.05

/**
 * `of` names what it acts upon, for who hears it without the row that it stands in. One that would be refused says why: the
 * keyboard reaches it still, so that the reason is heard, and a click leads to it.
 */
const button = (text: string, of: string, { lock, act }: Hand, change: Change) => {
  const reason = reasonId(lock)
  const onclick = () => (reason === null ? act(change) : byId(reason).scrollIntoView({ block: 'nearest' }))
  const made = element('button', { type: 'button', onclick, ariaLabel: `${text} ${of}` }, text)
  if (reason === null) return made
  made.ariaDisabled = 'true'
  made.setAttribute('aria-describedby', reason)
  made.title = byId(reason).innerText
  return made
}

export const faultButtons = (node: LabNode, hand: Hand): HTMLElement[] =>
  (FAULTS[node.state] ?? []).map((name) => button(name, node.id, hand, fault(node, name)))

export const linkButtons = (link: LabLink, hand: Hand): HTMLElement[] => {
  const { partition, ...rest } = link.impair
  const put = (text: string, to: LabLink['impair']) => button(text, `${link.from} → ${link.to}`, hand, impair(link, to))
  if (partition) return [put('heal', rest)]
  return [
    put(`+${STEP_SECONDS * 1000} ms`, { ...rest, delaySeconds: (rest.delaySeconds ?? 0) + STEP_SECONDS }),
    put('partition', { ...rest, partition: true }),
    ...(Object.keys(rest).length > 0 ? [put('clear', {})] : []),
  ]
}
