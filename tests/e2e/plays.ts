// What must hold of every lab that is up, whatever runs it: it plays in real browsers, Prometheus has every link, and the
// links' figures agree with the trails of the chunks.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type BrowserName, openBrowser, sampleTrails } from '@weir/test-support'
import { bucketsOf, disagreement } from './agreement.ts'
import { type RuntimeName, upLab } from './lab.ts'
import { leftovers } from './leftovers.ts'
import { queryUntil } from './prometheus.ts'

type Up = Awaited<ReturnType<typeof upLab>>

export const BROWSERS: readonly BrowserName[] = ['chromium', 'firefox']

const edgesOf = ({ status }: Up): string[] =>
  status.nodes.filter(({ roles }) => roles.includes('edge')).map(({ url }) => url ?? '')

/** The clock in the picture, read from the pixels, goes on at the speed of time. */
const playsIn = async (name: BrowserName, edgeUrl: string, stream: string) => {
  const browser = await openBrowser(name)
  try {
    const page = await browser.open(`${edgeUrl}/watch/${stream}`)
    await page.until('window.weir?.state === "playing" && weir.frameClockMillis !== null', 40)
    const [frames, clock] = await page.evaluate<[number, number]>('[weir.framesShown, weir.frameClockMillis]')
    await page.until(`weir.framesShown >= ${frames + 60} && weir.frameClockMillis >= ${clock + 1900}`, 30)
    const message = await page.evaluate<string>('weir.message')
    assert.equal(message, '', `${name} says ${message}`)
    assert.deepEqual(page.errors, [], `${name}'s console`)
  } finally {
    await browser.close()
  }
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

/** Links of a chain into the edge, whose every chunk the edge's viewers see. */
const agreesWithTrails = async (up: Up, edgeUrl: string, stream: string) => {
  const url = up.status.prometheus ?? ''
  const before = new Map<string, Awaited<ReturnType<typeof bucketsOf>>>()
  for (const { from, to } of up.status.links) before.set(`${from}->${to}`, await bucketsOf(url, from, to))
  const trails = await sampleTrails(edgeUrl, stream, 15)
  assert.ok(trails.length > 0, 'the trail names links')
  for (const { from, to, pushMillis } of trails) {
    const after = await bucketsOf(url, from, to)
    const apart = disagreement(before.get(`${from}->${to}`) ?? new Map(), after, pushMillis)
    assert.ok(apart < 0.15, `${from}->${to}: Prometheus and ${pushMillis.length} trails are ${apart.toFixed(2)} apart`)
  }
}

/**
 * Starts the topology and checks it all, then ends it and looks for what is left. `streams` are played in every browser
 * at every edge; `oneWay` says that every chunk reaches the edge by one way only, so that trails can be held against
 * Prometheus as they are; else a node is killed first to make it so.
 */
export const labPlays = async (
  t: TestContext,
  topology: string,
  runtime: RuntimeName,
  { streams, kill }: { readonly streams: readonly string[]; readonly kill?: string },
) => {
  const up = await upLab(t, topology, runtime)
  assert.equal(up.status.runtime, runtime)
  const [edge = ''] = edgesOf(up)
  for (const stream of streams) {
    for (const name of BROWSERS) await t.test(`${stream} plays in ${name}`, () => playsIn(name, edge, stream))
  }
  await t.test('Prometheus has a rate for every link', () => prometheusHasEveryLink(up))
  if (kill) {
    await t.test(`${kill} dies and the stream goes on`, async () => {
      const { code, output } = await up.weir('kill', kill)
      assert.equal(code, 0, output)
    })
  }
  await t.test("each hop's figure agrees with the trail", async () => {
    for (const stream of streams) await agreesWithTrails(up, edge, stream)
  })
  await t.test('make down leaves nothing', async () => {
    const { code, output } = await up.make('down')
    assert.equal(code, 0, output)
    assert.deepEqual(await leftovers(up.folder, runtime), [])
  })
}
