// A lab that is not where it thinks it is: behind the real nginx with TLS and a path, and reached from a network by another
// address. Player, failover and console work as they do on the machine itself; a silent /mse is kept alive.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import test, { type TestContext } from 'node:test'
import { need, openBrowser, SMALL_WINDOW, type TestBrowser, type TestPage } from '@weir/test-support'
import { WebSocket } from 'ws'
import { upLab } from './lab.ts'
import { startNginx } from './nginx.ts'

const NEEDS = need('ffmpeg', 'chromium', 'nginx', 'openssl')

const NAME = 'weir.test'
const TLS_PORT = 10_690
/** nginx without `proxy_set_header Host`. */
const PLAIN_TLS_PORT = 10_691
const PUBLIC = `https://${NAME}:${TLS_PORT}/lab`
/** An address of another machine, as a browser sees it: no page that came from there is a secure context. */
const FAR = '192.0.2.1'

type Up = Awaited<ReturnType<typeof upLab>>

const MARK = 'window.notReloaded = true'

const plays = async (page: TestPage, edge: string) => {
  await page.until(
    `window.weir?.state === 'playing' && weir.framesShown > 30 && weir.edge.startsWith(${JSON.stringify(edge)})`,
    40,
  )
}

const framesGoOn = async (page: TestPage) =>
  page.until(`weir.framesShown > ${(await page.evaluate<number>('weir.framesShown')) + 30}`, 20)

const portOf = (url: string | null | undefined): number => Number(new URL(url ?? '').port)

/** A page that comes before the edge has its streams may go to another one, and stays there. */
const hasStreams = async ({ status }: Up, id: string) => {
  const { metrics } = status.nodes.find((node) => node.id === id) ?? {}
  const healthy = async () =>
    (await fetch(`${metrics?.replace(/metrics$/, 'healthz')}`).catch(() => undefined))?.ok ?? false
  for (const deadline = performance.now() + 20_000; !(await healthy()); ) {
    assert.ok(performance.now() < deadline, `${id} is not healthy`)
    await new Promise((wake) => setTimeout(wake, 50))
  }
}

/** Kills the page's edge and sees that it plays on from the other; starts the edge again. */
const failsOver = async (up: Up, page: TestPage, id: string, other: string) => {
  await page.evaluate(MARK)
  const { code, output } = await up.weir('kill', id)
  assert.equal(code, 0, output)
  await page.until(`weir.edge === ${JSON.stringify(other)} && weir.state === 'playing'`, 30)
  await framesGoOn(page)
  assert.equal(await page.evaluate('window.notReloaded'), true)
  assert.equal((await up.weir('start', id)).code, 0)
  await page.close()
  await hasStreams(up, id)
}

/** A console's button, by what it is called. */
const press = (name: string) =>
  `[...document.querySelectorAll('button')].find((one) => one.ariaLabel === ${JSON.stringify(name)}).click()`

/** Changes a link and takes it back; returns where the page says that edge2 can be watched. */
const consoleWorks = async (browser: TestBrowser, url: string, { status, up }: Up) => {
  // Whatever `make up` printed behind a # is what the page needs for changes.
  const [, printed = ''] = /^ *console\s+(\S+)/m.exec(up.output) ?? []
  const into = status.links.find(({ to }) => to === 'edge2')
  const link = `${into?.from} → edge2`
  const page = await browser.open(url + new URL(printed).hash)
  await page.until(
    `document.getElementById('summary').innerText === '${status.nodes.length} nodes run; every edge has its streams'`,
  )
  await page.evaluate(press(`+50 ms ${link}`))
  await page.until(`document.body.innerText.includes('50ms')`)
  await page.evaluate(press(`clear ${link}`))
  await page.until(`!document.body.innerText.includes('50ms')`)
  assert.equal(await page.evaluate(`document.getElementById('failure').innerText`), '')
  const watch = await page.evaluate<string>(
    `[...document.querySelectorAll('a')].find((one) => one.ariaLabel === 'watch cam on edge2').href`,
  )
  await page.close()
  return watch
}

/** Nothing comes for longer than nginx waits, then the source is back: the same connection has its pictures. */
const silenceIsBridged = async (t: TestContext, up: Up) => {
  const socket = new WebSocket(`wss://127.0.0.1:${TLS_PORT}/lab/edge2/mse/cam`, {
    rejectUnauthorized: false,
    headers: { host: `${NAME}:${TLS_PORT}` },
  })
  t.after(() => socket.terminate())
  const closed = once(socket, 'close').then(() => assert.fail('nginx has ended the connection'))
  await once(socket, 'message')
  assert.equal((await up.weir('kill', 'in1')).code, 0)
  let last = performance.now()
  socket.on('message', () => {
    last = performance.now()
  })
  const silent = async () => {
    while (performance.now() - last < 12_000) await new Promise((wake) => setTimeout(wake, 100))
  }
  await Promise.race([silent(), closed])
  assert.equal((await up.weir('start', 'in1')).code, 0)
  await Promise.race([once(socket, 'message'), closed])
}

test('behind nginx, and from the network', NEEDS, async (t) => {
  const up = await upLab(t, 'star:edges=2', 'process', {
    WEIR_BIND: '0.0.0.0',
    WEIR_PUBLIC_URL: PUBLIC,
    WEIR_ORIGINS: `https://${NAME}:${PLAIN_TLS_PORT}`,
  })
  const edges = up.status.nodes.filter(({ roles }) => roles.includes('edge'))
  const [one, two] = edges.map(({ url }) => portOf(url))
  assert.deepEqual(
    edges.map(({ id }) => id),
    ['edge1', 'edge2'],
  )
  const places = {
    '/lab/console/': portOf(up.status.console),
    '/lab/edge1/': one ?? 0,
    '/lab/edge2/': two ?? 0,
  }
  await startNginx(t, { port: TLS_PORT, name: NAME, places, passHost: true })
  await startNginx(t, { port: PLAIN_TLS_PORT, name: NAME, places, passHost: false })
  assert.match(up.up.output, new RegExp(`${PUBLIC}/edge1/watch/cam`))

  const browser = await openBrowser('chromium', {
    anyCertificate: true,
    loopbackNames: [NAME, FAR],
    size: SMALL_WINDOW,
  })
  t.after(() => browser.close())

  await t.test('the player plays below a path, and plays on from the other edge', async () => {
    const page = await browser.open(`${PUBLIC}/edge1/watch/cam`)
    await plays(page, `wss://${NAME}:${TLS_PORT}/lab/edge1/push`)
    assert.deepEqual(page.errors, [])
    await failsOver(up, page, 'edge1', `wss://${NAME}:${TLS_PORT}/lab/edge2/push`)
  })

  await t.test('home leads to the player and to the other edge', async () => {
    const page = await browser.open(`${PUBLIC}/edge2/`)
    await page.until(`document.querySelector('.card .badge')`)
    assert.deepEqual(
      await page.evaluate(`[document.querySelector('.card').href, document.querySelector('a[data-edge]').href]`),
      [`${PUBLIC}/edge2/watch/cam`, `${PUBLIC}/edge1/`],
    )
    await page.close()
  })

  await t.test(
    'in Firefox too: both engines play below the path, and the console changes the lab',
    need('firefox'),
    async (t) => {
      const firefox = await openBrowser('firefox', { loopbackNames: [NAME], anyCertificate: true, size: SMALL_WINDOW })
      t.after(() => firefox.close())
      for (const engine of ['mse', 'webcodecs']) {
        const page = await firefox.open(`${PUBLIC}/edge1/watch/cam?renderer=${engine}`)
        await plays(page, `wss://${NAME}:${TLS_PORT}/lab/edge1/push`)
        assert.equal(await page.evaluate('weir.renderer'), engine)
        assert.deepEqual(page.errors, [])
        await page.close()
      }
      assert.equal(await consoleWorks(firefox, `${PUBLIC}/console/`, up), `${PUBLIC}/edge2/watch/cam`)
    },
  )

  await t.test('where nginx passes no name on, too', async () => {
    const page = await browser.open(`https://${NAME}:${PLAIN_TLS_PORT}/lab/edge1/watch/cam`)
    await plays(page, `wss://${NAME}:${PLAIN_TLS_PORT}/lab/edge1/push`)
    assert.deepEqual(page.errors, [])
    await page.close()
  })

  await t.test('the console changes the lab, and leads to the players', async () => {
    assert.equal(await consoleWorks(browser, `${PUBLIC}/console/`, up), `${PUBLIC}/edge2/watch/cam`)
  })

  await t.test('a silent /mse outlives an idle limit of 5 s', (t) => silenceIsBridged(t, up))

  await t.test('by another address of this machine: the player plays on from the other edge there', async () => {
    const page = await browser.open(`http://127.0.0.2:${one}/watch/cam`)
    await plays(page, `ws://127.0.0.2:${one}/push`)
    await failsOver(up, page, 'edge1', `ws://127.0.0.2:${two}/push`)
    const watch = await consoleWorks(browser, `http://127.0.0.2:${places['/lab/console/']}/`, up)
    assert.equal(watch, `http://127.0.0.2:${two}/watch/cam`)
  })

  await t.test('from the network without TLS: MSE plays, WebCodecs says that it wants https', async () => {
    const page = await browser.open(`http://${FAR}:${one}/watch/cam`)
    await plays(page, `ws://${FAR}:${one}/push`)
    await page.goto(`http://${FAR}:${one}/watch/cam?renderer=webcodecs`)
    await page.until(`window.weir?.state === 'unsupported'`)
    assert.match(await page.evaluate('weir.message'), /only on pages that came by https/)
    await page.close()
  })
})
