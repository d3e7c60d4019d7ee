// Joins far into a long group, in a real browser: live within 2 s or a sentence, live in the end, and live from then on. A
// test file for each browser calls this.
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { type BrowserName, need, openBrowser, type TestBrowser } from '@weir/test-support'
import { startLab, type TestLab } from './test-lab.ts'

const FRAMES_A_SECOND = 30
/** How long a page may be neither live nor say why, s. */
const SPEECHLESS_SECONDS = 2
/** What a crowded machine may take for the page's script beside it, s. */
const SLACK_SECONDS = 0.5

/** What is shown is from now, by the clock in the picture. */
const LIVE = `weir.state === 'playing' && Math.abs(performance.timeOrigin + performance.now() - weir.frameClockMillis) < 1000`
const SAYS_WHY = `!document.getElementById('message').hidden`

/** Into the newest group, s; 0 before there is one. */
const intoGroup = (lab: TestLab, gopSeconds: number): number => {
  const video = lab.edge.state().tracks.find(({ kind }) => kind === 'video')
  return video ? video.sequence / FRAMES_A_SECOND - video.group * gopSeconds : 0
}

/** Resolves when the newest group is between these, s. */
const whenInto = async (lab: TestLab, gopSeconds: number, from: number, to: number): Promise<void> => {
  for (;;) {
    const into = intoGroup(lab, gopSeconds)
    if (into >= from && into < to) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const testLongGops = (name: BrowserName): void => {
  const needs = need(name, 'ffmpeg')
  let opened: Promise<TestBrowser> | undefined
  after(async () => (await opened)?.close())

  for (const [gopSeconds, from, to] of [
    [1, 0, 1],
    [10, 7, 8],
    [30, 12, 14],
  ] as const) {
    test(
      `${name}: a join ${from} s into a GOP of ${gopSeconds} s is live at once or says why`,
      needs,
      async (context) => {
        opened ??= openBrowser(name)
        const browser = await opened
        const lab = await startLab(context, { gopSeconds })
        for (const renderer of ['mse', 'webcodecs']) {
          await whenInto(lab, gopSeconds, from, to)
          const page = await browser.open(`${lab.url}/watch/cam?renderer=${renderer}`)
          await page.evaluate(`(() => {
          const look = () => {
            if (${LIVE}) window.liveMillis ??= performance.now()
            if (${LIVE} || ${SAYS_WHY}) window.answeredMillis ??= performance.now()
            if (window.liveMillis === undefined) setTimeout(look, 10)
          }
          look()
          window.startMillis = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd
        })()`)
          const answered = await page.until<number>('window.answeredMillis - window.startMillis')
          const live = await page.until<number>('window.liveMillis - window.startMillis')
          context.diagnostic(
            `${renderer}: an answer after ${Math.round(answered)} ms, live after ${Math.round(live)} ms`,
          )
          assert.ok(answered / 1000 < SPEECHLESS_SECONDS + SLACK_SECONDS, `${renderer}: no word for ${answered} ms`)
          // What is thrown away behind the playhead, and what looks for faults, has its turn within so long.
          const shown = await page.evaluate<number>('weir.framesShown')
          await page.until(`weir.framesShown > ${shown + 10 * FRAMES_A_SECOND}`)
          assert.ok(await page.evaluate(LIVE), `${renderer}: not live any more`)
          assert.equal(await page.evaluate('weir.rebuilds'), 0, renderer)
          assert.ok(
            (await page.evaluate<number>('weir.stalls.longestGapSeconds')) < 1,
            `${renderer}: the picture stood`,
          )
          await page.close()
        }
      },
    )
  }
}
