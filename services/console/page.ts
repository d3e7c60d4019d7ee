// The console's page: asks for the lab's state each second and shows it, and carries out what is clicked.
import { askMap, askState, type Change, request, type State } from './api.ts'
import { anchor, byId } from './element.ts'
import { colourMap, drawMap } from './map.ts'
import { showLink, showNode } from './tables.ts'
import { token, watchAddress } from './token.ts'

const EVERY_MILLIS = 1000

const summary = ({ nodes, ready, waiting }: State): string => {
  const running = nodes.filter((node) => node.state === 'running').length
  return `${running} of ${nodes.length} nodes run; ${ready ? 'every edge has its streams' : waiting.join('; ')}`
}

const show = (state: State): void => {
  document.title = `Weir: ${state.topology}`
  byId('topology').textContent = `${state.topology}, ${state.runtime} runtime`
  byId('summary').textContent = summary(state)
  byId('places').replaceChildren(
    ...(state.prometheus ? [anchor(state.prometheus, 'Prometheus')] : []),
    ...(state.grafana ? [anchor(state.grafana, 'Grafana')] : []),
  )
  colourMap(state)
  for (const link of state.links) showLink(link, act)
  for (const node of state.nodes) showNode(node, act)
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
    byId('summary').textContent = NO_ANSWER
  }
}

const act = async (change: Change): Promise<void> => {
  const failure = await request(change).catch(() => NO_ANSWER)
  byId('failure').hidden = failure === null
  byId('failure').textContent = failure
  await refresh()
}

/** Does not end. */
export const startPage = async (): Promise<void> => {
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
