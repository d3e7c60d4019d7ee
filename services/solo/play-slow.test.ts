// Two pictures a second, in real browsers: each stands for half a second, and that is no stall.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { need, openBrowser, SMALL_WINDOW } from '@weir/test-support'
import { startLab } from './test-lab.ts'

const WATCHED_SECONDS = 10

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
          page.evaluate<{ frames: number; stalls: number; skips: number; rebuilds: number }>(
            '({ frames: weir.framesShown, stalls: weir.stalls.count, skips: weir.skips, rebuilds: weir.rebuilds })',
          )
        const before = await figures()
        await pause(WATCHED_SECONDS * 1000)
        const now = await figures()
        const told = JSON.stringify({ before, now })
        context.diagnostic(told)
        assert.ok(now.frames - before.frames >= 2 * WATCHED_SECONDS - 3, told)
        assert.equal(now.stalls - before.stalls, 0, told)
        assert.equal(now.skips - before.skips, 0, told)
        assert.equal(now.rebuilds - before.rebuilds, 0, told)
      })
  })
