// What can be done to a node and to a link as they are now, a button for each.
import { type Change, fault, impair, type LabLink, type LabNode } from './api.ts'
import { element } from './element.ts'

/** What a click asks for is given to this. */
export type Act = (change: Change) => void

const FAULTS: Partial<Record<LabNode['state'], readonly string[]>> = {
  running: ['kill', 'freeze', 'restart'],
  frozen: ['thaw', 'kill'],
  stopped: ['start'],
  failed: ['start'],
}
const STEP_SECONDS = 0.05

/** `of` names what it acts upon, for who hears it without the row that it stands in. */
const button = (text: string, of: string, onclick: () => void) =>
  element('button', { type: 'button', onclick, ariaLabel: `${text} ${of}` }, text)

export const faultButtons = (node: LabNode, act: Act): HTMLElement[] =>
  (FAULTS[node.state] ?? []).map((name) => button(name, node.id, () => act(fault(node, name))))

export const linkButtons = (link: LabLink, act: Act): HTMLElement[] => {
  const { partition, ...rest } = link.impair
  const put = (text: string, to: LabLink['impair']) =>
    button(text, `${link.from} → ${link.to}`, () => act(impair(link, to)))
  if (partition) return [put('heal', rest)]
  return [
    put(`+${STEP_SECONDS * 1000} ms`, { ...rest, delaySeconds: (rest.delaySeconds ?? 0) + STEP_SECONDS }),
    put('partition', { ...rest, partition: true }),
    ...(Object.keys(rest).length > 0 ? [put('clear', {})] : []),
  ]
}
