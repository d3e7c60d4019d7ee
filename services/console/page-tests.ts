// The page in a real browser, over an orchestrator whose nodes carry no media: what it shows, and what its buttons do. A test
// file for each browser calls this, so that they can run side by side.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test, { after, before } from 'node:test'
import { orchestrate } from '@weir/orchestrator/console/orchestrate'
import type { Lab } from '@weir/orchestrator/runtime/lab'
import { processRuntime } from '@weir/orchestrator/runtime/process'
import { loadPlan } from '@weir/orchestrator/topology/load'
import {
  axeViolations,
  type BrowserName,
  hiddenWithoutSign,
  labPorts,
  need,
  offThePage,
  openBrowser,
  startBreakingProxy,
  type TestBrowser,
  type TestPage,
  tabStops,
} from '@weir/test-support'

const findPorts = () => labPorts(3)

/** On these ports, with this token. */
const startLab = async (ports: readonly number[], consoleToken: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-page-'))
  const [console = 0, edge = 0, nodes = 0] = ports
  const lab: Lab = {
    plan: loadPlan('diamond', 'topology.yaml'),
    runtime: 'process',
    controlToken: 'a token for the tests',
    consoleToken,
    doors: { hosts: [], own: [], origins: [] },
    bind: '127.0.0.1',
    ports: { console, edges: { edge1: edge }, nodes, prometheus: 0, grafana: 0 },
    folder,
  }
  const orchestrator = await orchestrate(lab, '127.0.0.1', () =>
    processRuntime(lab, {
      mainPath: () => resolve('dist/tests/support/fake-node/main.js'),
      env: process.env,
      prometheus: null,
    }),
  )
  const url = `http://127.0.0.1:${orchestrator.port}`
  const close = async () => {
    await orchestrator.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { url, ports, edgeUrl: `http://127.0.0.1:${edge}`, close }
}

/** Expressions for the page. A row is named by what its first cell says. */
const cells = (table: 'links' | 'nodes', key: string) =>
  `[...[...document.getElementById('${table}').rows].find((row) => row.dataset.key === '${key}')?.cells ?? []]`
const cell = (table: 'links' | 'nodes', key: string, column: number) => `${cells(table, key)}[${column}]?.innerText`
const click = (table: 'links' | 'nodes', key: string, button: string) =>
  `${cells(table, key)}.at(-1).querySelectorAll('button').forEach((one) => one.innerText === '${button}' && one.click())`

/** Registers the tests; all of them share one browser and one lab. */
export const testConsole = (name: BrowserName): void => {
  const options = need(name)
  let browser: TestBrowser
  let lab: Awaited<ReturnType<typeof startLab>>
  let page: TestPage
  before(async () => {
    if (options.skip) return
    lab = await startLab(await findPorts(), 'a-token-of-the-console')
    browser = await openBrowser(name)
    page = await browser.open(`${lab.url}/#token=a-token-of-the-console`)
    await page.until(`document.getElementById('summary').innerText === '4 nodes run; every edge has its streams'`)
  })
  after(async () => {
    await browser?.close()
    await lab?.close()
  })

  test(`${name}: the page shows the map, every link and every node`, options, async () => {
    assert.equal(await page.evaluate('document.title'), 'Weir: diamond')
    assert.equal(await page.evaluate(`document.querySelectorAll('#map g.node.running').length`), 4)
    assert.equal(await page.evaluate(`document.querySelectorAll('#map g.link.up').length`), 4)
    assert.equal(
      await page.evaluate(`${cells('links', 'in1:mid-b')}.slice(0, -1).map((cell) => cell.innerText).join('|')`),
      'in1:mid-b|up|0.20 ms|1.00 ms|0.10 ms|–|20ms ±3ms 20mbit 0.1%',
    )
    assert.equal(
      await page.evaluate(`${cells('nodes', 'edge1')}.slice(0, -1).map((cell) => cell.innerText).join('|')`),
      `edge1|edge|running|${lab.edgeUrl} ▶ cam|0|`,
    )
    assert.deepEqual(page.errors, [])
  })

  test(
    `${name}: by the plain address it shows, and says what it takes to change; a reload keeps the token`,
    options,
    async () => {
      assert.equal(await page.evaluate('location.href'), `${lab.url}/`)
      await page.goto(lab.url)
      await page.until(`document.getElementById('summary').innerText.startsWith('4 nodes run')`)
      assert.equal(await page.evaluate(`document.getElementById('locked').hidden`), true)

      // Another tab has no part in it.
      const other = await browser.open(lab.url)
      await other.until(`document.getElementById('summary').innerText.startsWith('4 nodes run')`)
      assert.equal(await other.evaluate(`document.getElementById('locked').checkVisibility()`), true)
      const asked = `[...document.querySelectorAll('button')].map((one) => one.ariaDisabled + ' ' + one.getAttribute('aria-describedby'))`
      const allSay = async (expected: string) =>
        assert.deepEqual([...new Set(await other.evaluate<string[]>(asked))], [expected])
      const locked = `document.getElementById('locked').innerText`
      await allSay('true locked')
      assert.match(await other.evaluate(locked), /^You can look; .*`weir status` prints/)
      // Neither a click nor a key asks for what would be refused.
      await other.evaluate(`window.fetched = [], window.fetch = new Proxy(window.fetch, { apply: (to, of, args) => {
      if (args[1]?.method) fetched.push(args[0])
      return Reflect.apply(to, of, args)
    } }), void 0`)
      await other.evaluate(click('links', 'in1:mid-a', 'partition'))
      await other.evaluate(
        `[...document.querySelectorAll('button')].find((one) => one.ariaLabel === 'kill mid-b').focus()`,
      )
      await other.press('Enter')
      assert.deepEqual(await other.evaluate('fetched'), [])

      await other.evaluate(`location.hash = '#token=of-another-lab'`)
      await other.until(`${locked}.includes('is not that of the lab that runs now') && location.hash === ''`)
      await allSay('true locked')
      await other.evaluate(`location.hash = '#token=a-token-of-the-console'`)
      await other.until(`document.getElementById('locked').hidden`)
      await allSay('null null')
      await other.close()
      assert.equal(await page.evaluate(cell('links', 'in1:mid-a', 1)), 'up')
    },
  )

  test(`${name}: its buttons change a link and take the change back`, options, async () => {
    await page.evaluate(click('links', 'in1:mid-a', '+50 ms'))
    await page.until(`${cell('links', 'in1:mid-a', 6)} === '50ms'`)
    await page.evaluate(click('links', 'in1:mid-a', 'partition'))
    await page.until(`${cell('links', 'in1:mid-a', 1)} === 'partitioned'`)
    await page.until(`document.querySelectorAll('#map g.link.partitioned').length === 1`)
    await page.evaluate(click('links', 'in1:mid-a', 'heal'))
    await page.until(`${cell('links', 'in1:mid-a', 6)} === '50ms'`)
    await page.evaluate(click('links', 'in1:mid-a', 'clear'))
    await page.until(`${cell('links', 'in1:mid-a', 6)} === ''`)
    assert.deepEqual(page.errors, [])
  })

  test(`${name}: what was broken off on its way is asked for again`, options, async (context) => {
    const proxy = await startBreakingProxy(context, lab.url, (path) => path !== '/')
    const other = await browser.open(proxy.url)
    await other.until(`document.getElementById('summary').innerText.startsWith('4 nodes run')`)
    await other.until(`getComputedStyle(document.querySelector('.unseen')).position === 'absolute'`)
    await other.until(`document.querySelectorAll('#map g.node.running').length === 4`)
    await other.close()
    const wanted = ['/page.js', '/page.css', '/graph.svg', '/api/state']
    assert.deepEqual(
      wanted.filter((path) => !proxy.broken.includes(path)),
      [],
    )
    // What a change of a link says may be said twice.
    await page.evaluate(`window.fetched = 0, window.fetch = new Proxy(window.fetch, { apply: (to, of, args) =>
      args[1]?.method === 'PUT' && window.fetched++ === 0
        ? Promise.reject(new TypeError('Failed to fetch'))
        : Reflect.apply(to, of, args) }), void 0`)
    await page.evaluate(click('links', 'in1:mid-a', '+50 ms'))
    await page.until(`${cell('links', 'in1:mid-a', 6)} === '50ms'`)
    assert.equal(await page.evaluate('window.fetched'), 2)
    assert.equal(await page.evaluate(`document.getElementById('failure').hidden`), true)
    await page.evaluate(click('links', 'in1:mid-a', 'clear'))
    await page.until(`${cell('links', 'in1:mid-a', 6)} === ''`)
  })

  test(`${name}: its buttons kill a node and start it, and say why what can not be done is not`, options, async () => {
    await page.evaluate(click('nodes', 'mid-a', 'kill'))
    await page.until(`${cell('nodes', 'mid-a', 2)} === 'stopped'`)
    await page.until(`document.querySelectorAll('#map g.node.stopped').length === 1`)
    assert.equal(await page.evaluate(cell('nodes', 'mid-a', 6)), 'start')
    await page.evaluate(click('nodes', 'mid-a', 'start'))
    await page.until(`${cell('nodes', 'mid-a', 2)} === 'running'`)
    // The row as it was a moment ago, for somebody who is quicker than the page.
    await page.evaluate(`window.old = ${cells('nodes', 'mid-a')}.at(-1).querySelectorAll('button')[1], void 0`)
    await page.evaluate(click('nodes', 'mid-a', 'kill'))
    await page.until(`${cell('nodes', 'mid-a', 2)} === 'stopped'`)
    await page.evaluate('window.old.click()')
    await page.until(`document.getElementById('failure').innerText`)
  })

  for (const width of [320, 390, 640, 1280])
    test(`${name}: at ${width} px all of it is on the page, and says what it is`, options, async () => {
      await page.resize(width, 844)
      assert.deepEqual(await offThePage(page), [])
      assert.deepEqual(await hiddenWithoutSign(page), [])
      assert.deepEqual(await axeViolations(page), [])
      const names = await page.evaluate<string[]>(
        `[...document.querySelectorAll('button')].map((one) => one.ariaLabel)`,
      )
      assert.ok(names.includes('kill mid-b') && names.includes('partition in1 → mid-b'), names.join())
      assert.equal(new Set(names).size, names.length, 'no two buttons have one name')
    })

  test(`${name}: in the dark, too`, options, async () => {
    const dark = await openBrowser(name, { colors: 'dark' })
    try {
      const night = await dark.open(lab.url)
      await night.until(`document.querySelectorAll('button').length > 10`)
      assert.deepEqual(await axeViolations(night), [])
    } finally {
      await dark.close()
    }
  })

  test(
    `${name}: the keyboard reaches every button, and stays where it was when one becomes another`,
    options,
    async () => {
      await page.resize(390, 844)
      // First: a walk by Tab leaves the page at its end, and Firefox's own buttons have the keys then.
      await page.evaluate(
        `[...document.querySelectorAll('button')].find((one) => one.ariaLabel === 'kill mid-b').focus()`,
      )
      await page.press('Enter')
      await page.until(`document.activeElement?.ariaLabel === 'start mid-b'`)
      await page.press('Enter')
      await page.until(`document.activeElement?.ariaLabel === 'kill mid-b'`)
      const stops = await tabStops(page)
      const buttons = await page.evaluate<number>(`document.querySelectorAll('button').length`)
      assert.equal(stops.filter(({ tag }) => tag === 'BUTTON').length, buttons)
      assert.deepEqual(
        stops.filter(({ name, inView, isMarked }) => name === '' || !inView || !isMarked),
        [],
      )
      await page.resize(1280, 800)
    },
  )

  test(
    `${name}: the first line tells what is wrong, and the address of a node is how the page came`,
    options,
    async () => {
      await page.until(`document.getElementById('summary').innerText === '3 of 4 nodes run; mid-a is stopped'`)
      await page.evaluate(click('nodes', 'mid-a', 'start'))
      await page.until(`document.getElementById('summary').innerText === '4 nodes run; every edge has its streams'`)
      const other = await browser.open(lab.url.replace('127.0.0.1', 'localhost'))
      try {
        const edge = lab.edgeUrl.replace('127.0.0.1', 'localhost')
        await other.until(`${cell('nodes', 'edge1', 3)} === '${edge} ▶ cam'`)
        assert.equal(
          await other.evaluate(`${cells('nodes', 'edge1')}[3].querySelectorAll('a')[1].href`),
          `${edge}/watch/cam`,
        )
      } finally {
        await other.close()
      }
    },
  )

  test(`${name}: a page whose lab was started anew says that its token is of the one before`, options, async () => {
    await lab.close()
    lab = await startLab(lab.ports, 'a-token-of-the-next-console')
    await page.until(`document.getElementById('locked').innerText.includes('is not that of the lab that runs now')`)
    assert.equal(await page.evaluate(`document.querySelectorAll('button:not([aria-disabled])').length`), 0)
  })

  test(
    `${name}: a page whose orchestrator is gone says so and since when, and shows no figure of before`,
    options,
    async () => {
      await page.until(`${cell('links', 'in1:mid-a', 2)} === '0.20 ms'`)
      await lab.close()
      const summary = `document.getElementById('summary').innerText`
      assert.match(
        await page.until(`${summary}.startsWith('the orchestrator has not answered') && ${summary}`),
        /^the orchestrator has not answered since \d.*; it is asked again each second/,
      )
      const said = (table: 'links' | 'nodes', key: string) =>
        `${cells(table, key)}.slice(0, 6).map((one) => one.innerText)`
      assert.deepEqual(await page.evaluate(said('links', 'in1:mid-a')), ['in1:mid-a', 'unknown', '–', '–', '–', '–'])
      assert.equal(await page.evaluate(cell('nodes', 'mid-a', 2)), 'unknown')
      assert.equal(await page.evaluate(`document.querySelectorAll('#map .node.running, #map .link.up').length`), 0)
      assert.equal(await page.evaluate(`document.querySelectorAll('button:not([aria-disabled])').length`), 0)
      // It is read aloud once, not for each second.
      await page.evaluate(
        `window.told = 0, new MutationObserver(() => told++).observe(document.getElementById('told'), { childList: true }), void 0`,
      )
      const tries = `performance.getEntriesByType('resource').length`
      const before = await page.evaluate<number>(tries)
      await page.until(`${tries} > ${before + 2}`)
      assert.equal(await page.evaluate('told'), 0)
    },
  )
}
