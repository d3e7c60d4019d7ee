// The page /: which streams are here, kept up to date.
import { systemMicros } from '@weir/time'
import type { TrackDescription } from '@weir/wire'
import { element, make } from '../dom/element.ts'
import { bitRate, millis } from '../dom/format.ts'
import { edgeRoot, otherEdges } from './place.ts'
import { streamItem } from './stream-item.ts'

/** What this page takes of services/edge/streams.ts's answer to /api/streams. */
interface StreamSummary {
  readonly name: string
  readonly tracks: readonly Pick<TrackDescription, 'kind' | 'codec' | 'bitrate' | 'width' | 'height' | 'frameRate'>[]
  readonly viewers: number
  readonly live: boolean
  readonly pathSeconds: number | null
}

const EVERY_MILLIS = 2000

const facts = (stream: StreamSummary): string[] =>
  stream.tracks.map(({ kind, codec, width, height, frameRate, bitrate }) =>
    [
      kind === 'video' && width && height ? `${width}×${height}` : kind,
      ...(frameRate ? [`${frameRate} fps`] : []),
      codec,
      ...(bitrate ? [bitRate(bitrate)] : []),
    ].join(' · '),
  )

/** What is true of the stream now is left out while the edge does not answer. */
const card = (stream: StreamSummary, answers: boolean): HTMLElement => {
  const live = answers && stream.live
  const now = `${millis(stream.pathSeconds)} from capture to this edge · ${stream.viewers} watching`
  return streamItem(
    stream.name,
    'card',
    make('h2', '', stream.name),
    make('span', live ? 'badge live' : 'badge', !answers ? 'no answer' : live ? 'live' : 'silent'),
    ...facts(stream).map((fact) => make('p', 'fact', fact)),
    make('p', 'fact strong', answers ? now : '– from capture to this edge'),
  )
}

/** The links to other edges, as this page reaches them. */
const showEdges = async (): Promise<void> => {
  const edges = await otherEdges()
  for (const anchor of document.querySelectorAll<HTMLAnchorElement>('a[data-edge]')) {
    const root = edges.get(anchor.dataset.edge ?? '')
    if (root) anchor.href = root.href
  }
}

export const startHome = (): void => {
  let shown = ''
  let streams: readonly StreamSummary[] = []
  let heardMicros = systemMicros()
  let edgesShown = false
  const show = (answers: boolean): void => {
    // Replacing the cards takes the focus away from whoever is on one.
    const focused = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.href : ''
    if (streams.length > 0 || answers)
      element('streams').replaceChildren(...streams.map((stream) => card(stream, answers)))
    for (const anchor of element('streams').querySelectorAll('a')) if (anchor.href === focused) anchor.focus()
  }
  const update = async (): Promise<void> => {
    try {
      const answer = await fetch(new URL('api/streams', edgeRoot()), { signal: AbortSignal.timeout(EVERY_MILLIS) })
      const text = await answer.text()
      const said = JSON.parse(text) as { streams: StreamSummary[] }
      heardMicros = systemMicros()
      element('lost').hidden = true
      if (text === shown) return
      shown = text
      streams = said.streams
      show(true)
      element('none').hidden = streams.length > 0
    } catch {
      if (!element('lost').hidden) return
      shown = ''
      element('lost').hidden = false
      element('lost').textContent =
        `This edge has not answered since ${new Date(heardMicros / 1000).toLocaleTimeString()}. The list is of then; it is asked again.`
      show(false)
    }
  }
  const keepUp = async (): Promise<void> => {
    // Without an answer they stay as the edge wrote them, and are asked for again.
    const edges = edgesShown
      ? undefined
      : showEdges().then(
          () => {
            edgesShown = true
          },
          () => undefined,
        )
    await update()
    await edges
    setTimeout(keepUp, EVERY_MILLIS)
  }
  void keepUp()
}
