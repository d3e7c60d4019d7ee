// Where the latency is, hop by hop: a bar whose pieces are the legs of a frame's way, and a table with their figures.

import { element, make } from '../dom/element.ts'
import { counted, millis, plainMillis } from '../dom/format.ts'
import type { LegSummary } from '../measure/legs.ts'
import type { WeirSnapshot } from '../snapshot.ts'
import { isFresh } from './fresh.ts'
import { refresh } from './refresh.ts'

const leg = ({ kind, from, to }: LegSummary): string =>
  kind === 'encode'
    ? 'capture and encode'
    : kind === 'node'
      ? `inside ${from}`
      : kind === 'player'
        ? 'buffer, decode, show'
        : `${from} → ${to}`

const row = (summary: LegSummary): HTMLElement =>
  make(
    'tr',
    `leg-${summary.kind}`,
    make('th', '', make('span', 'swatch'), leg(summary)),
    make('td', '', plainMillis(summary.p50Seconds)),
    make('td', '', plainMillis(summary.p99Seconds)),
    make('td', 'bound', summary.kind === 'push' ? plainMillis(summary.errorSeconds) : ''),
  )

const piece = (summary: LegSummary): HTMLElement => {
  const made = make('span', `leg-${summary.kind}`)
  made.style.flexGrow = String(Math.max(0.05, summary.p50Seconds * 1000))
  made.title = `${leg(summary)}: ${millis(summary.p50Seconds)}`
  return made
}

const NONE_YET = 'No live frame has been shown yet.'

export const startPath = (snapshot: WeirSnapshot): void => {
  // It scrolls on a narrow page: by its keys too, then.
  element('legs').tabIndex = 0
  refresh(() => {
    const legs = isFresh(snapshot.state) ? snapshot.hops : []
    element('path-bar').replaceChildren(...legs.map(piece))
    element('path-rows').replaceChildren(...legs.map(row))
    for (const id of ['legs', 'path-bar']) element(id).hidden = legs.length === 0
    if (legs.length === 0) {
      element('path-total').textContent = snapshot.framesShown > 0 ? 'No live frame is shown now.' : NONE_YET
      return
    }
    const hops = legs.filter(({ kind }) => kind === 'push').length
    const total = legs.reduce((sum, { p50Seconds }) => sum + p50Seconds, 0)
    element('path-total').textContent = `${counted(hops, 'hop')} to this browser, ${millis(total)} in all`
  })
}
