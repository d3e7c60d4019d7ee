// The page /watch/<stream>: makes the player, wires its buttons, messages and figures. Owns the page.
import { startBeacon } from '../beacon.ts'
import { element } from '../dom/element.ts'
import { tell } from '../dom/tell.ts'
import { startFigures } from '../overlay/figures.ts'
import { startPath } from '../overlay/path.ts'
import { createPlayer } from '../player.ts'
import type { PlayerState } from '../snapshot.ts'
import { expectedStream } from './expected.ts'
import { edgeRoot, otherEdges, pushAddress } from './place.ts'
import { streamItem } from './stream-item.ts'

/** What the badge says of a state; the others it calls by their names. */
const STATE_WORDS: Partial<Record<PlayerState, string>> = {
  waiting: 'not here',
  playing: 'live',
  silent: 'no signal',
  unsupported: 'can’t play',
}
const EDGES_EVERY_MILLIS = 30_000
/** Without an answer: nothing is known of where else to go until there is one. */
const EDGES_AGAIN_MILLIS = 2000

const showStreams = (names: readonly string[]): void => {
  const list = element('others')
  list.replaceChildren(...names.map((name) => streamItem(name, '', name)))
  list.hidden = names.length === 0
}

export const startWatch = (): void => {
  const stream = document.body.dataset.stream ?? ''
  const query = new URLSearchParams(location.search)
  const isMse = query.get('renderer') !== 'webcodecs'
  const root = edgeRoot()
  const video = element<HTMLVideoElement>('video')
  const canvas = element<HTMLCanvasElement>('canvas')
  video.hidden = !isMse
  canvas.hidden = isMse

  let started = false
  /** What the first picture does not need, and would have to share the machine with. */
  const startRest = (): void => {
    if (started) return
    started = true
    void learnEdges()
    startFigures(player.snapshot)
    startPath(player.snapshot)
    startBeacon(player.snapshot, new URL('api/beacon', root))
  }

  const show = (state: PlayerState, message: string): void => {
    if (state !== 'connecting' && state !== 'joining') startRest()
    document.body.dataset.state = state
    element('state').textContent = STATE_WORDS[state] ?? state
    tell('message-text', 'told', message)
    element('message').hidden = message === ''
    const waits = isMse && video.paused && message !== '' && (state === 'behind' || state === 'joining')
    element('play').hidden = !waits
  }
  const sound = element<HTMLButtonElement>('sound')
  const player = createPlayer({
    stream,
    edge: pushAddress(root),
    expected: expectedStream(stream),
    renderer: isMse ? 'mse' : 'webcodecs',
    video,
    canvas,
    onCatalog: ({ streams }) => {
      showStreams(streams.map(({ name }) => name).filter((name) => name !== stream))
      sound.hidden = !player.hasSound
    },
    onState: show,
  })
  globalThis.weir = player.snapshot

  sound.onclick = () => {
    const on = player.snapshot.muted
    player.setSound(on)
    sound.setAttribute('aria-pressed', String(on))
    sound.textContent = on ? 'Mute' : 'Unmute'
  }
  const stage = element('stage')
  element('fullscreen').onclick = () => {
    if (document.fullscreenElement) void document.exitFullscreen()
    else void stage.requestFullscreen()
  }
  const other = element<HTMLAnchorElement>('renderer')
  other.textContent = isMse ? 'Use WebCodecs' : 'Use MSE'
  other.href = isMse ? '?renderer=webcodecs' : '?'
  // What is said lies over the picture.
  for (const id of ['video', 'message', 'play']) element(id).onclick = () => void video.play()

  document.addEventListener('visibilitychange', () => player.setHidden(document.hidden))
  if (document.hidden) player.setHidden(true)

  const learnEdges = async (): Promise<void> => {
    let everyMillis = EDGES_EVERY_MILLIS
    try {
      player.setOtherEdges([...(await otherEdges()).values()].map(pushAddress))
    } catch {
      // The list from before stands: this edge may be the one that is gone.
      everyMillis = EDGES_AGAIN_MILLIS
    }
    setTimeout(learnEdges, everyMillis)
  }
}
