// The console's page: asks for the lab's state each second and shows it, and carries out what is clicked.
import { askMap, askState, type Change, request, type State } from './api.ts'
import { anchor, byId } from './element.ts'
import { firstOf, running } from './format.ts'
import { colourMap, drawMap } from './map.ts'
import { findGrafana, findPrometheus } from './place.ts'
import { showLink, showNode } from './tables.ts'
import { token, watchAddress } from './token.ts'

const EVERY_MILLIS = 1000

const summary = ({ nodes, troubles }: State): string => {
  const up = nodes.filter((node) => node.state === 'running').length
  return `${running(up, nodes.length)}; ${troubles.length === 0 ? 'every edge has its streams' : firstOf(troubles)}`
}

/** Said again by a screen reader whenever it is set: so only when it differs. */
const tell = (text: string): void => {
  const line = byId('summary')
  if (line.textContent !== text) line.textContent = text
}

/** Left alone while they stay, so that none is replaced under somebody's focus. */
const showPlaces = (places: readonly (readonly [string, URL | null])[]): void => {
  const there = places.flatMap(([name, url]) => (url ? [anchor(url.href, name)] : []))
  const same = (nav: HTMLElement) => nav.innerHTML === there.map((one) => one.outerHTML).join('')
  if (!same(byId('places'))) byId('places').replaceChildren(...there)
}

const show = (state: State): void => {
  document.title = `Weir: ${state.topology}`
  byId('topology').textContent = `${state.topology}, ${state.runtime} runtime`
  tell(summary(state))
  showPlaces([
    ['Prometheus', findPrometheus(state)],
    ['Grafana', findGrafana(state)],
  ])
  colourMap(state)
  for (const link of state.links) showLink(link, act)
  for (const node of state.nodes) showNode(state, node, act)
}

/** What the page is laid out for. */
const shapeOf = ({ nodes, links }: State): string =>
  JSON.stringify([nodes.map(({ id }) => id), links.map(({ from, to }) => [from, to])])

const NO_ANSWER = 'the orchestrator does not answer'

const refresh = async (): Promise<void> => {
  try {
    const state = await askState()
    const { dataset } = document.body
    dataset.shape ??= shapeOf(state)
    // The lab's file was changed and applied: map and tables are of other nodes.
    if (dataset.shape !== shapeOf(state)) return location.reload()
    show(state)
  } catch {
    tell(NO_ANSWER)
  }
}

const act = async (change: Change): Promise<void> => {
  const failure = await request(change).catch(() => NO_ANSWER)
  byId('failure').hidden = failure === null
  byId('failure').textContent = failure
  await refresh()
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
  const showLock = () => {
    byId('locked').hidden = token() !== null
  }
  watchAddress(showLock)
  showLock()
  drawMap(await askMap())
  for (;;) {
    await refresh()
    await new Promise((wake) => setTimeout(wake, EVERY_MILLIS))
  }
}
