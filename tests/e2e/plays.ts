// What must hold of every lab that is up, whatever runs it: it plays in real browsers, Prometheus has every link, and the
// links' figures agree with the trails of the chunks.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type BrowserName, need, openBrowser, SMALL_WINDOW, sampleTrails, type TestBrowser } from '@weir/test-support'
import { disagreement, readingsOf } from './agreement.ts'
import { type RuntimeName, upLab } from './lab.ts'
import { leftovers } from './leftovers.ts'
import { queryUntil } from './prometheus.ts'

type Up = Awaited<ReturnType<typeof upLab>>

const BROWSERS: readonly BrowserName[] = ['chromium', 'firefox']

const edgesOf = ({ status }: Up): string[] =>
  status.nodes.filter(({ roles }) => roles.includes('edge')).map(({ url }) => url ?? '')

/** The clock in the picture, read from the pixels, goes on at the speed of time. */
const plays = async (browser: TestBrowser, edgeUrl: string, stream: string) => {
  const page = await browser.open(`${edgeUrl}/watch/${stream}`)
  try {
    await page.until('window.weir?.state === "playing" && weir.frameClockMillis !== null', 40)
    const [frames, clock] = await page.evaluate<[number, number]>('[weir.framesShown, weir.frameClockMillis]')
    await page.until(`weir.framesShown >= ${frames + 60} && weir.frameClockMillis >= ${clock + 1900}`, 30)
    const message = await page.evaluate<string>('weir.message')
    assert.equal(message, '', `${browser.name} says ${message}`)
    assert.deepEqual(page.errors, [], `${browser.name}'s console`)
  } finally {
    await page.close()
  }
}

/** One stream after the other: a tab in the background plays nothing. */
const playAllIn = async (t: TestContext, name: BrowserName, edgeUrl: string, streams: readonly string[]) => {
  const browser = await openBrowser(name, { size: SMALL_WINDOW })
  t.after(() => browser.close())
  for (const stream of streams) await t.test(`${stream} plays in ${name}`, () => plays(browser, edgeUrl, stream))
}

const prometheusHasEveryLink = async ({ status }: Up) => {
  assert.ok(status.prometheus, 'Prometheus runs')
  const missing = (samples: readonly { labels: Readonly<Record<string, string>>; value: number }[]) =>
    status.links.filter(
      ({ from, to }) => !samples.some(({ labels, value }) => labels.from === from && labels.to === to && value > 0),
    )
  await queryUntil(
    status.prometheus,
    'sum by (from, to) (rate(weir_hop_push_latency_seconds_count[10s]))',
    (samples) => missing(samples).length === 0,
  )
}

const SAMPLED_SECONDS = 8

/** Links of a chain into the edge, whose every chunk the edge's viewers see. */
const agreesWithTrails = async (up: Up, edgeUrl: string, stream: string) => {
  const trails = await sampleTrails(edgeUrl, stream, SAMPLED_SECONDS)
  assert.ok(trails.length > 0, 'the trail names links')
  for (const link of trails) {
    const readings = await readingsOf(up.status.prometheus ?? '', link, stream, 2 * SAMPLED_SECONDS)
    const apart = disagreement(readings, link)
    const what = `${link.from}->${link.to}: Prometheus and ${link.pushMillis.length} trails`
    assert.ok(apart < 0.1, `${what} are ${apart.toFixed(3)} apart`)
  }
}

/**
 * What must hold of a lab that is up: it plays in every browser that this machine has, and its figures are right. Trails
 * can be held against Prometheus as they are where every chunk reaches the edge by one way only; where there are two,
 * `kill` names a node whose death leaves one. For a test with `concurrency: true`.
 */
export const everythingPlays = async (
  t: TestContext,
  up: Up,
  { streams, kill }: { readonly streams: readonly string[]; readonly kill?: string },
) => {
  const [edge = ''] = edgesOf(up)
  const agrees = () =>
    t.test("each hop's figure agrees with the trail", async () => {
      await Promise.all(streams.map((stream) => agreesWithTrails(up, edge, stream)))
    })
  await Promise.all([
    ...BROWSERS.map((name) => t.test(`plays in ${name}`, need(name), (t) => playAllIn(t, name, edge, streams))),
    t.test('Prometheus has a rate for every link', () => prometheusHasEveryLink(up)),
    // Whoever else watches: it is the same chunks that are counted in both ways.
    ...(kill ? [] : [agrees()]),
  ])
  if (!kill) return
  await t.test(`${kill} dies and the stream goes on`, async () => {
    const { code, output } = await up.weir('kill', kill)
    assert.equal(code, 0, output)
  })
  await agrees()
}

/** Starts the topology, checks it, ends it and looks for what is left. */
export const labPlays = async (
  t: TestContext,
  topology: string,
  runtime: RuntimeName,
  what: { readonly streams: readonly string[]; readonly kill?: string },
) => {
  const up = await upLab(t, topology, runtime)
  assert.equal(up.status.runtime, runtime)
  await everythingPlays(t, up, what)
  await t.test('make down leaves nothing', async () => {
    const { code, output } = await up.make('down')
    assert.equal(code, 0, output)
    assert.deepEqual(await leftovers(up.folder, runtime), [])
  })
}
