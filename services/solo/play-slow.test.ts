// Two pictures a second, in real browsers: each stands for half a second, and that is no stall. And a link that carries less
// than the stream: the page says so.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { need, openBrowser, SMALL_WINDOW } from '@weir/test-support'
import { WebSocket } from 'ws'
import { startLab, type TestLab } from './test-lab.ts'

const WATCHED_SECONDS = 10
/** Far less than a picture stands for. */
const MOST_LATENCY_SECONDS = 0.2
/** Half a second and a jitter of some 20 ms between two pictures are usual: after more the machine was away, browser and all. */
const LATE_MILLIS = 550

/** What the edge sent so much later than the picture before that no player is to blame for a stall. */
const countLate = (context: TestContext, { url }: TestLab) => {
  const reader = new WebSocket(`${url.replace('http', 'ws')}/mse/cam?tracks=video`)
  context.after(() => reader.close())
  let late = 0
  let newestMillis: number | undefined
  reader.on('message', () => {
    const nowMillis = performance.now()
    if (newestMillis !== undefined && nowMillis - newestMillis > LATE_MILLIS) late++
    newestMillis = nowMillis
  })
  return () => late
}

for (const name of ['chromium', 'firefox'] as const)
  describe(name, { ...need(name, 'ffmpeg'), concurrency: true }, () => {
    for (const renderer of ['mse', 'webcodecs'])
      test(`${name}, ${renderer}: 2 fps plays without stalls and skips`, async (context) => {
        const lab = await startLab(context, { frameRate: 2, gopSeconds: 2 })
        // A browser for each: of two tabs one is in the background.
        const browser = await openBrowser(name, { size: SMALL_WINDOW })
        context.after(() => browser.close())
        const page = await browser.open(`${lab.url}/watch/cam?renderer=${renderer}`)
        await page.until(`weir?.state === 'playing' && weir.framesShown > 4`)
        const figures = () =>
          page.evaluate<{ frames: number; stalls: number; skips: number; rebuilds: number; p50Seconds: number }>(
            `({ frames: weir.framesShown, stalls: weir.stalls.count, skips: weir.skips, rebuilds: weir.rebuilds,
                p50Seconds: weir.glassToGlass.p50Seconds })`,
          )
        const late = countLate(context, lab)
        const before = await figures()
        await pause(WATCHED_SECONDS * 1000)
        const now = await figures()
        const told = JSON.stringify({ before, now, late: late() })
        context.diagnostic(told)
        assert.ok(now.frames - before.frames >= 2 * WATCHED_SECONDS - 3 - late(), told)
        // In Firefox from the join on: its clock stands at each picture until the next has come, and was late for that.
        assert.ok(now.stalls - (name === 'firefox' ? 0 : before.stalls) <= late(), told)
        assert.ok(now.p50Seconds < MOST_LATENCY_SECONDS, told)
        assert.equal(now.skips - before.skips, 0, told)
        assert.equal(now.rebuilds - before.rebuilds, 0, told)
      })
  })

describe('a slow link', need('chromium', 'ffmpeg'), () => {
  test('what comes old over a link that carries less than the stream is not called live, and the page says why', async (context) => {
    const lab = await startLab(
      context,
      { videoBitrate: 1_000_000, width: 640, height: 360 },
      { lastMile: { rateBitsPerSecond: 200_000 } },
    )
    const browser = await openBrowser('chromium', { size: SMALL_WINDOW })
    context.after(() => browser.close())
    const page = await browser.open(`${lab.url}/watch/cam?renderer=mse`)
    await page.until(`window.weir?.message.includes('too slow')`, 60)
    const { state, message } = await page.evaluate<{ state: string; message: string }>(
      `({ state: weir.state, message: weir.message })`,
    )
    context.diagnostic(`${state}: ${message}`)
    assert.match(message, /^The picture is \d+ s old\. The connection to the edge is too slow for this stream\.$/)
    assert.notEqual(state, 'playing')
    await pause(5000)
    const after = await page.evaluate<{ state: string; message: string }>(
      `({ state: weir.state, message: weir.message })`,
    )
    context.diagnostic(`${after.state}: ${after.message}`)
    assert.notEqual(after.state, 'playing', after.message)
  })
})
