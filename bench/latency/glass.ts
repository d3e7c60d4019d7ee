// What a browser shows: glass-to-glass from the clock in the picture, and joins. Takes an open browser, leaves it open.
import type { TestBrowser, TestPage } from '@weir/test-support'
import { type Quantiles, quantilesOf } from './quantiles.ts'

export type Renderer = 'mse' | 'webcodecs'

export interface GlassFigures {
  /** Generation to compositor, ms. */
  readonly glass: Quantiles
  /** Bound from the clocks, ms. */
  readonly errorMillis: number
  readonly stalls: number
  readonly unreadable: number
  /** Sums of the legs' medians over the last 300 frames, ms: capture and encode; nodes and links; buffer, decode, show. */
  readonly legs: { readonly encode: number; readonly network: number; readonly player: number }
}

/** Enough for the live edge to be found and the estimates to settle. */
const WARM_UP_SECONDS = 10

const watchUrl = (edgeUrl: string, stream: string, renderer: Renderer) =>
  `${edgeUrl}/watch/${stream}?renderer=${renderer}`

const pass = (seconds: number) => new Promise((wake) => setTimeout(wake, seconds * 1000))

/** Plays for `seconds` after the warm-up. */
export const measureGlass = async (
  browser: TestBrowser,
  edgeUrl: string,
  stream: string,
  renderer: Renderer,
  seconds: number,
): Promise<GlassFigures> => {
  const page = await browser.open(watchUrl(edgeUrl, stream, renderer))
  try {
    await page.until(`window.weir?.renderer === '${renderer}' && window.weir.framesShown > 30`, 30)
    await pass(WARM_UP_SECONDS)
    const from = await page.evaluate<{ stalls: number; unreadable: number; until: number }>(
      '({ stalls: weir.stalls.count, unreadable: weir.unreadableClocks, until: weir.samples.at(-1)?.shownMicros ?? 0 })',
    )
    await pass(seconds)
    const seen = await page.evaluate<{
      millis: number[]
      error: number
      stalls: number
      unreadable: number
      hops: { kind: string; p50Seconds: number }[]
    }>(
      `({ millis: weir.samples.filter(({ shownMicros }) => shownMicros > ${from.until})
            .map(({ capturedMicros, shownMicros }) => (shownMicros - capturedMicros) / 1000),
          error: weir.glassToGlass.errorSeconds * 1000, stalls: weir.stalls.count, unreadable: weir.unreadableClocks, hops: weir.hops })`,
    )
    const leg = (...kinds: readonly string[]) =>
      1000 * seen.hops.reduce((sum, { kind, p50Seconds }) => sum + (kinds.includes(kind) ? p50Seconds : 0), 0)
    const glass = quantilesOf(seen.millis)
    if (!glass) throw new Error(`${browser.name} showed no frame whose clock could be read within ${seconds} s`)
    return {
      glass,
      errorMillis: seen.error,
      stalls: seen.stalls - from.stalls,
      unreadable: seen.unreadable - from.unreadable,
      legs: { encode: leg('encode'), network: leg('push', 'node'), player: leg('player') },
    }
  } finally {
    await page.close()
  }
}

/** Waits inside the page: a driver that asks again and again takes its share of what it measures. */
const JOINED = `new Promise((joined, failed) => {
  const look = () => {
    if (window.weir?.joinMillis) joined(weir.joinMillis)
    else if (performance.now() > 20000) failed(new Error('no picture within 20 s'))
    else setTimeout(look, 50)
  }
  look()
})`

/** Joins `count` times, each at a random moment of a GOP. ms from the socket's start to the first picture. */
export const measureJoins = async (
  browser: TestBrowser,
  edgeUrl: string,
  stream: string,
  count: number,
): Promise<Quantiles> => {
  const page: TestPage = await browser.open(`${edgeUrl}/`)
  const millis: number[] = []
  try {
    for (let index = 0; index < count; index++) {
      await pass(Math.random())
      await page.goto(watchUrl(edgeUrl, stream, 'mse'))
      millis.push(await page.evaluate<number>(JOINED))
    }
  } finally {
    await page.close()
  }
  return quantilesOf(millis) as Quantiles
}
