// An edge dies under a page that watches it. The page goes on at another edge, or at the same one once it is back, and is
// never reloaded.
import assert from 'node:assert/strict'
import test from 'node:test'
import { need, sharedBrowser, type TestPage } from '@weir/test-support'
import { upLab } from './lab.ts'

const NEEDS = need('ffmpeg', 'chromium')
const chromium = sharedBrowser('chromium')
/** Set once; a reload would lose it. */
const MARK = 'window.notReloaded = true'

const watch = async (page: TestPage) => {
  await page.until('window.weir?.state === "playing" && weir.framesShown > 30', 40)
  await page.evaluate(MARK)
}
const framesNow = (page: TestPage) => page.evaluate<number>('weir.framesShown')

test('another edge takes over', NEEDS, async (t) => {
  const lab = await upLab(t, 'star:edges=2', 'process')
  const [first, second] = lab.status.nodes.filter(({ roles }) => roles.includes('edge'))
  const page = await (await chromium()).open(`${first?.url}/watch/cam`)
  t.after(() => page.close())
  await watch(page)
  const { code, output } = await lab.weir('kill', first?.id ?? '')
  assert.equal(code, 0, output)
  const port = new URL(second?.url ?? '').port
  await page.until(`weir.edge.includes(':${port}/') && weir.state === 'playing'`, 20)
  await page.until(`weir.framesShown > ${(await framesNow(page)) + 30}`, 10)
  assert.equal(await page.evaluate('window.notReloaded'), true)
})

test('the only edge comes back: playing within 2 s of its return', NEEDS, async (t) => {
  const lab = await upLab(t, 'chain:hops=2', 'process')
  const edge = lab.status.nodes.find(({ roles }) => roles.includes('edge'))
  const page = await (await chromium()).open(`${edge?.url}/watch/cam`)
  t.after(() => page.close())
  await watch(page)
  assert.equal((await lab.weir('kill', edge?.id ?? '')).code, 0)
  await page.until('weir.state === "reconnecting"')
  const before = await framesNow(page)
  const start = lab.weir('start', edge?.id ?? '')
  const healthy = async (): Promise<boolean> => {
    try {
      return (await fetch(`${edge?.url}/healthz`)).ok
    } catch {
      return false
    }
  }
  while (!(await healthy())) await new Promise((wake) => setTimeout(wake, 20))
  const returned = performance.now()
  await page.until(`weir.framesShown > ${before}`, 20)
  const seconds = (performance.now() - returned) / 1000
  assert.ok(seconds <= 2, `playing ${seconds.toFixed(2)} s after the edge's return, expected at most 2 s`)
  assert.equal((await start).code, 0)
  assert.equal(await page.evaluate('window.notReloaded'), true)
})
