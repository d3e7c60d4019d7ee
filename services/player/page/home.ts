// The page /: which streams are here, kept up to date.
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

const card = (stream: StreamSummary): HTMLElement =>
  streamItem(
    stream.name,
    'card',
    make('h2', '', stream.name),
    make('span', stream.live ? 'badge live' : 'badge', stream.live ? 'live' : 'silent'),
    ...facts(stream).map((fact) => make('p', 'fact', fact)),
    make('p', 'fact strong', `${millis(stream.pathSeconds)} from capture to this edge · ${stream.viewers} watching`),
  )

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
  const update = async (): Promise<void> => {
    try {
      const text = await (await fetch(new URL('api/streams', edgeRoot()))).text()
      element('lost').hidden = true
      if (text === shown) return
      shown = text
      const { streams } = JSON.parse(text) as { streams: StreamSummary[] }
      // Replacing the cards takes the focus away from whoever is on one.
      const focused = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.href : ''
      element('streams').replaceChildren(...streams.map(card))
      for (const anchor of element('streams').querySelectorAll('a')) if (anchor.href === focused) anchor.focus()
      element('none').hidden = streams.length > 0
    } catch {
      element('lost').hidden = false
    }
  }
  void update()
  // Without an answer they stay as the edge wrote them.
  void showEdges().catch(() => undefined)
  setInterval(update, EVERY_MILLIS)
}
