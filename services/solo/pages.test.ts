// The edge's pages for people who don't see them, or have a small screen, or no mouse; and for those that no script reaches.
import assert from 'node:assert/strict'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { after, before, type TestContext } from 'node:test'
import { axeViolations, need, offThePage, openBrowser, type TestBrowser, tabStops } from '@weir/test-support'
import { startLab, type TestLab } from './test-lab.ts'

const needs = need('chromium', 'ffmpeg')
let browser: TestBrowser
before(async () => {
  if (!needs.skip) browser = await openBrowser('chromium')
})
after(async () => browser?.close())

const PLAYS = 'window.weir?.state === "playing" && weir.framesShown > 10 && weir.hops.length > 0'

test(
  'home and player at 390 and 1280 px: nothing is off the page, and all of it has a name',
  needs,
  async (context) => {
    const lab = await startLab(context)
    for (const [path, ready] of [
      ['/', `document.querySelector('.card .badge')`],
      ['/watch/cam', PLAYS],
      ['/watch/nope', `window.weir?.state === 'waiting'`],
      ['/nothing', `document.querySelector('h1')`],
    ] as const) {
      const page = await browser.open(lab.url + path)
      await page.until(ready, 40)
      for (const width of [390, 1280]) {
        await page.resize(width, 844)
        const where = `${path} at ${width} px`
        assert.deepEqual(await offThePage(page), [], where)
        assert.deepEqual(await axeViolations(page), [], where)
        const stops = await tabStops(page)
        assert.ok(stops.length > 0, where)
        assert.deepEqual(
          stops.filter(({ name, inView, isMarked }) => name === '' || !inView || !isMarked),
          [],
          where,
        )
      }
      await page.close()
    }
  },
)

/** A proxy that has the edge below a path, and knows of upgrades nothing; some paths it does not pass on. */
const startProxy = async (context: TestContext, lab: TestLab, withhold: RegExp): Promise<string> => {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/a\/b/, '')
    if (path === request.url || withhold.test(path)) {
      response.writeHead(404).end('the proxy has nothing here')
      return
    }
    get(lab.url + path, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    }).on('error', () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a/b`
}

test('a page says why it does not play: no upgrade, no script', needs, async (context) => {
  const lab = await startLab(context)
  const noUpgrade = await browser.open(`${await startProxy(context, lab, /^$/)}/watch/cam`)
  await noUpgrade.until(`document.getElementById('message-text').innerText.includes('pass on “Upgrade”')`)
  const noScript = await browser.open(`${await startProxy(context, lab, /player\.js$/)}/watch/cam`)
  await noScript.until(`document.getElementById('unstarted').checkVisibility({ opacityProperty: true })`)
  assert.match(await noScript.evaluate(`document.getElementById('unstarted').innerText`), /static\/player\.js/)
  for (const page of [noUpgrade, noScript]) await page.close()
})
