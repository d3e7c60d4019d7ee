// Joins far into a long group, in a real browser: live within 2 s or a sentence, live in the end, and live from then on. A
// test file for each browser calls this.
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type BrowserName, need, openBrowser, SMALL_WINDOW, type TestBrowser } from '@weir/test-support'
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

/** In an order in which the group of the next join grows long while the one before is watched. */
const JOINS = [
  { gopSeconds: 1, from: 0, to: 1 },
  { gopSeconds: 30, from: 12, to: 14 },
  { gopSeconds: 10, from: 7, to: 8 },
] as const
const RENDERERS = ['mse', 'webcodecs'] as const
/** A join is watched for so long, s: what is thrown away behind the playhead, and what looks for faults, has its turn. */
const WATCHED_SECONDS = 10

/** Joins, and resolves once it is live to what watches the rest. Times are from when the page's script could begin, ms. */
const join = async (context: TestContext, browser: TestBrowser, url: string, renderer: string) => {
  const page = await browser.open(`${url}/watch/cam?renderer=${renderer}`)
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
  context.diagnostic(`${renderer}: an answer after ${Math.round(answered)} ms, live after ${Math.round(live)} ms`)
  assert.ok(answered / 1000 < SPEECHLESS_SECONDS + SLACK_SECONDS, `${renderer}: no word for ${answered} ms`)
  return async (): Promise<void> => {
    const shown = await page.evaluate<number>('weir.framesShown')
    await page.until(`weir.framesShown > ${shown + WATCHED_SECONDS * FRAMES_A_SECOND}`)
    assert.ok(await page.evaluate(LIVE), `${renderer}: not live any more`)
    assert.equal(await page.evaluate('weir.rebuilds'), 0, renderer)
    assert.ok((await page.evaluate<number>('weir.stalls.longestGapSeconds')) < 1, `${renderer}: the picture stood`)
    await page.close()
  }
}

export const testLongGops = (name: BrowserName): void => {
  test(`${name}: joins far into a group`, need(name, 'ffmpeg'), async (context) => {
    // A browser for each renderer: of two tabs one is in the background.
    const browsers = await Promise.all(RENDERERS.map(() => openBrowser(name, { size: SMALL_WINDOW })))
    context.after(() => Promise.all(browsers.map((browser) => browser.close())))
    const startAt = (index: number, leadSeconds: number): Promise<TestLab> | undefined => {
      const gopSeconds = JOINS[index]?.gopSeconds
      return gopSeconds === undefined
        ? undefined
        : pause(Math.max(0, leadSeconds) * 1000).then(() => startLab(context, { gopSeconds }))
    }
    let next = startAt(0, 0)
    for (const [index, { gopSeconds, from, to }] of JOINS.entries()) {
      const lab = (await next) ?? assert.fail('no lab')
      await context.test(
        `${name}: a join ${from} s into a GOP of ${gopSeconds} s is live at once or says why`,
        async (context) => {
          await whenInto(lab, gopSeconds, from, to)
          const watched = await Promise.all(
            RENDERERS.map((renderer, which) => join(context, browsers[which] as TestBrowser, lab.url, renderer)),
          )
          // What ffmpeg takes to start is the time to close the pages in.
          next = startAt(index + 1, WATCHED_SECONDS - (JOINS[index + 1]?.from ?? 0))
          await Promise.all(watched.map((watch) => watch()))
        },
      )
    }
  })
}
