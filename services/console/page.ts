// The console's page: asks for the lab's state each second and shows it, and carries out what is clicked.
import { systemMicros } from '@weir/time'
import { askMap, askState, type Change, request, type State } from './api.ts'
import type { Hand } from './buttons.ts'
import { anchor, byId } from './element.ts'
import { firstOf, running } from './format.ts'
import { lockSentence } from './lock.ts'
import { colourMap, drawMap } from './map.ts'
import { findGrafana, findPrometheus } from './place.ts'
import { showLink, showNode } from './tables.ts'
import { watchAddress } from './token.ts'

const EVERY_MILLIS = 1000

const summary = ({ nodes, troubles }: State): string => {
  const up = nodes.filter((node) => node.state === 'running').length
  return `${running(up, nodes.length)}; ${troubles.length === 0 ? 'every edge has its streams' : firstOf(troubles)}`
}

/** A first line that counts seconds is not another for each of them. */
const withoutSeconds = (text: string): string => text.replace(/\d+ s\b/g, 's')

/** For who sees it and who hears it: read aloud when it says something else. */
const tell = (text: string): void => {
  const [line, aloud] = [byId('summary'), byId('told')]
  if (line.textContent !== text) line.textContent = text
  if (withoutSeconds(aloud.textContent ?? '') !== withoutSeconds(text)) aloud.textContent = text
}

const setText = (id: string, text: string): void => {
  byId(id).hidden = text === ''
  if (byId(id).textContent !== text) byId(id).textContent = text
}

/** Left alone while they stay, so that none is replaced under somebody's focus. */
const showPlaces = (places: readonly (readonly [string, URL | null])[]): void => {
  const there = places.flatMap(([name, url]) => (url ? [anchor(url.href, name)] : []))
  const same = (nav: HTMLElement) => nav.innerHTML === there.map((one) => one.outerHTML).join('')
  if (!same(byId('places'))) byId('places').replaceChildren(...there)
}

const showLab = (state: State, hand: Hand): void => {
  setText('locked', lockSentence(hand.lock))
  colourMap(state, hand.lock !== 'no answer')
  for (const link of state.links) showLink(link, hand)
  for (const node of state.nodes) showNode(state, node, hand)
}

const show = (state: State, hand: Hand): void => {
  document.title = `Weir: ${state.topology}`
  byId('topology').textContent = `${state.topology}, ${state.runtime} runtime`
  tell(summary(state))
  showPlaces([
    ['Prometheus', findPrometheus(state)],
    ['Grafana', findGrafana(state)],
  ])
  showLab(state, hand)
}

/** What the page is laid out for. */
const shapeOf = ({ nodes, links }: State): string =>
  JSON.stringify([nodes.map(({ id }) => id), links.map(({ from, to }) => [from, to])])

const NO_ANSWER = 'the orchestrator does not answer'

/** Asks for the state and shows it; while nobody answers, what is known of the lab stays, and its figures do not. */
const keepUp = () => {
  let known: State | undefined
  let answeredMicros = systemMicros()

  const refresh = async (): Promise<void> => {
    try {
      if (byId('map').childElementCount === 0) drawMap(await askMap())
      const { state, lock } = await askState()
      const { dataset } = document.body
      dataset.shape ??= shapeOf(state)
      // The lab's file was changed and applied: map and tables are of other nodes.
      if (dataset.shape !== shapeOf(state)) return location.reload()
      known = state
      answeredMicros = systemMicros()
      byId('summary').className = ''
      show(state, { lock, act })
    } catch {
      byId('summary').className = 'lost'
      const since = new Date(answeredMicros / 1000).toLocaleTimeString()
      tell(
        `the orchestrator has not answered since ${since}; it is asked again each second. If the lab was ended, \`make up\` starts it.`,
      )
      if (known) showLab(known, { lock: 'no answer', act })
    }
  }
  const act = async (change: Change): Promise<void> => {
    setText('failure', (await request(change).catch(() => NO_ANSWER)) ?? '')
    await refresh()
  }
  return refresh
}

/** A narrow page lays tables out as cards, which would lose what they are to a screen reader. */
const keepRoles = (): void => {
  const roles = { table: 'table', 'thead, tbody': 'rowgroup', 'thead tr': 'row', 'thead th': 'columnheader' }
  for (const [selector, role] of Object.entries(roles))
    for (const found of document.querySelectorAll(selector)) found.role = role
}

/** Does not end. */
export const startPage = async (): Promise<void> => {
  byId('unstarted').remove()
  keepRoles()
  // It scrolls on a narrow page: by its keys too, then.
  byId('map').tabIndex = 0
  const refresh = keepUp()
  watchAddress(() => void refresh())
  for (;;) {
    await refresh()
    await new Promise((wake) => setTimeout(wake, EVERY_MILLIS))
  }
}
