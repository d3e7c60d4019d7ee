// The edge's pages for people who don't see them, or have a small screen, or no mouse; and for those that no script reaches.
import assert from 'node:assert/strict'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { after, before, type TestContext } from 'node:test'
import {
  axeViolations,
  type BrowserName,
  hiddenWithoutSign,
  need,
  offThePage,
  openBrowser,
  SMALL_WINDOW,
  startBreakingProxy,
  type TestBrowser,
  tabStops,
} from '@weir/test-support'
import { startLab, type TestLab } from './test-lab.ts'

const NAMES: readonly BrowserName[] = ['chromium', 'firefox']
const needs = need('chromium', 'ffmpeg')
/** Those that this machine has. */
const browsers = new Map<BrowserName, TestBrowser>()
const open = (name: BrowserName): TestBrowser => browsers.get(name) as TestBrowser
before(async () => {
  for (const name of NAMES)
    if (!need(name, 'ffmpeg').skip) browsers.set(name, await openBrowser(name, { size: SMALL_WINDOW }))
})
after(async () => {
  for (const browser of browsers.values()) await browser.close()
})

const PAUSED = `window.weir && document.getElementById('message-text').innerText.startsWith('Paused.')`
/** A browser that plays nothing, not even muted, before its user has pressed a key on the page. */
const ASKS_FOR_A_GESTURE = `
  const { play } = HTMLMediaElement.prototype
  addEventListener('keydown', () => { window.mayPlay = true }, true)
  HTMLMediaElement.prototype.play = function () {
    return window.mayPlay ? play.call(this) : Promise.reject(new Error('blocked'))
  }`
const PLAYS = 'window.weir?.state === "playing" && weir.framesShown > 10 && weir.hops.length > 0'

for (const name of NAMES)
  test(
    `${name}: home and player at 320 to 1280 px: nothing is off the page, and all of it has a name`,
    need(name, 'ffmpeg'),
    async (context) => {
      const lab = await startLab(context)
      for (const [path, ready] of [
        ['/', `!!document.querySelector('.card .badge')`],
        ['/watch/cam', `${PLAYS} && document.querySelectorAll('#path-rows tr').length > 0`],
        ['/watch/nope', `window.weir?.state === 'waiting'`],
        ['/nothing', `!!document.querySelector('h1')`],
      ] as const) {
        // 640 is what a page of 1280 has at 200 %. The last of each is walked through, and the next page is another: a walk by
        // Tab ends beyond the page, and Firefox keeps the keys then.
        for (const widths of [[320, 640, 390], [1280]]) {
          const page = await open(name).open(lab.url + path)
          await page.until(ready, 40)
          for (const width of widths) {
            await page.resize(width, 844)
            assert.deepEqual(await offThePage(page), [], `${path} at ${width} px`)
            assert.deepEqual(await hiddenWithoutSign(page), [], `${path} at ${width} px`)
          }
          if (path === '/watch/cam') {
            // The table of legs fits at all of these. Names and figures that are longer do not, and then there has to be a sign.
            await page.evaluate(`document.getElementById('legs').style.width = '7rem'`)
            await page.until(
              `document.getElementById('legs').scrollWidth > document.getElementById('legs').clientWidth + 1`,
            )
            assert.deepEqual(await hiddenWithoutSign(page), [])
            await page.evaluate(`document.getElementById('legs').style.width = ''`)
          }
          const where = `${path} at ${widths.at(-1)} px`
          assert.deepEqual(await axeViolations(page), [], where)
          const stops = await tabStops(page)
          assert.ok(stops.length > 0, where)
          assert.deepEqual(
            stops.filter(({ name, inView, isMarked }) => name === '' || !inView || !isMarked),
            [],
            where,
          )
          await page.close()
        }
      }
    },
  )

for (const name of NAMES)
  test(
    `${name}: the player by the keyboard alone: sound, engine, another stream`,
    need(name, 'ffmpeg'),
    async (context) => {
      const lab = await startLab(context)
      const page = await open(name).open(`${lab.url}/watch/nope`, ASKS_FOR_A_GESTURE)
      await page.until(`!!document.querySelector('#others a')`)
      /** Tab until what is focused is this, then Enter. */
      const press = async (selector: string) => {
        const at = `document.activeElement?.matches(${JSON.stringify(selector)})`
        for (let tabs = 0; tabs < 20 && !(await page.evaluate(at)); tabs++) await page.press('Tab')
        assert.ok(await page.evaluate(at), `${selector} is reached by Tab`)
        await page.press('Enter')
      }
      await press('#others a')
      // Nothing plays without a gesture, as in some browsers: it says so, and a key is enough.
      await page.until(`location.pathname === '/watch/cam' && ${PAUSED}`, 40)
      await press('#play')
      await page.until(`${PLAYS} && document.getElementById('play').hidden`, 40)
      // By the pointer it is the picture, whatever lies over it.
      await page.evaluate(`document.getElementById('video').pause()`)
      await page.until(PAUSED)
      await page.evaluate(`(() => {
        const { left, top, width, height } = document.getElementById('video').getBoundingClientRect()
        document.elementFromPoint(left + width / 2, top + height / 4).click()
      })()`)
      await page.until(PLAYS)
      await press('#sound')
      await page.until(
        `!weir.muted && document.getElementById('sound').textContent === 'Mute' && weir.state === 'playing'`,
      )
      await press('#renderer')
      await page.until(`location.search === '?renderer=webcodecs' && ${PLAYS} && weir.renderer === 'webcodecs'`, 40)
      await press('#fullscreen')
      await page.until(`document.fullscreenElement?.id === 'stage'`)
      await page.close()
    },
  )

for (const name of NAMES)
  test(`${name}: nothing moves for who does not want it`, need(name, 'ffmpeg'), async (context) => {
    const lab = await startLab(context)
    const still = await openBrowser(name, { size: SMALL_WINDOW, motion: 'reduce' })
    context.after(() => still.close())
    const moves = `[...document.querySelectorAll('*')].filter((one) => {
      const { animationName, animationDuration, transitionDuration } = getComputedStyle(one)
      return (animationName !== 'none' && animationDuration !== '0s') || transitionDuration !== '0s'
    }).map((one) => one.id || one.className)`
    for (const [browser, expected] of [
      [open(name), ['message', 'controls']],
      [still, []],
    ] as const) {
      const page = await browser.open(`${lab.url}/watch/nope`)
      await page.until(`window.weir?.state === 'waiting'`)
      assert.deepEqual(await page.evaluate(moves), expected)
      await page.close()
    }
  })

test(
  'a home whose edge is gone says since when, and shows nothing of before as if it were now',
  needs,
  async (context) => {
    const lab = await startLab(context)
    const page = await open('chromium').open(lab.url)
    await page.until(`!!document.querySelector('.card .badge.live')`)
    await lab.stopEdge()
    await page.until(`document.getElementById('lost').checkVisibility()`)
    assert.match(
      await page.evaluate(`document.getElementById('lost').innerText`),
      /^This edge has not answered since .*\d/,
    )
    assert.equal(await page.evaluate(`document.querySelector('.card .badge').innerText`), 'no answer')
    assert.doesNotMatch(await page.evaluate(`document.querySelector('.card').innerText`), /watching|\d ms/)
    await lab.startEdge()
    await page.until(`document.querySelector('.card .badge.live') && document.getElementById('lost').hidden`)
    await page.close()
  },
)

for (const name of NAMES)
  test(`${name}: what was broken off on its way is asked for again`, need(name, 'ffmpeg'), async (context) => {
    const lab = await startLab(context)
    const proxy = await startBreakingProxy(context, lab.url, (path) => path !== '/' && !path.startsWith('/watch'))
    const home = await open(name).open(proxy.url)
    // Of the script, the style, the picture, and what the script asks for.
    await home.until(`!!document.querySelector('.card .badge')`)
    await home.until(`getComputedStyle(document.querySelector('.cards')).listStyleType === 'none'`)
    await home.until(`document.querySelector('.brand img').naturalWidth > 0`)
    await home.close()
    const wanted = ['/static/player.js', '/static/weir.css', '/static/weir.svg', '/api/streams', '/api/edges']
    assert.deepEqual(
      wanted.filter((path) => !proxy.broken.includes(path)),
      [],
    )
  })

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
  const noUpgrade = await open('chromium').open(`${await startProxy(context, lab, /^$/)}/watch/cam`)
  await noUpgrade.until(`document.getElementById('message-text').innerText.includes('pass on “Upgrade”')`)
  const noScript = await open('chromium').open(`${await startProxy(context, lab, /player\.js(\?|$)/)}/watch/cam`)
  await noScript.until(`document.getElementById('unstarted').checkVisibility({ opacityProperty: true })`)
  assert.match(await noScript.evaluate(`document.getElementById('unstarted').innerText`), /static\/player\.js/)
  for (const page of [noUpgrade, noScript]) await page.close()
})
