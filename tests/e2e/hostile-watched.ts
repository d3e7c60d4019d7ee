// The lab under a hostile viewer, as those see it who watch meanwhile: nothing missing, no stall, no reconnect, and the
// edge's memory, figures and log bounded.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { openBrowser, SMALL_WINDOW } from '@weir/test-support'
import { ROUNDS } from './hostile-viewer.ts'
import { type RuntimeName, upLab, watchEdge } from './lab.ts'

const VIEWERS = 20

const figuresOf = async (nodeUrl: string) => {
  const lines = (await (await fetch(`${nodeUrl}/metrics`)).text()).split('\n')
  const gauge = (name: string) => Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1])
  return {
    series: lines.filter((line) => line !== '' && !line.startsWith('#')).length,
    megabytes: gauge('process_resident_memory_bytes') / 1e6,
  }
}

const logLines = async (lab: Awaited<ReturnType<typeof upLab>>, node: string): Promise<number> => {
  const { output } = await lab.weir('logs', node, '--lines', '100000')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may get here
  assert.doesNotMatch(output, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/, 'a control character in the log')
  return output.split('\n').length
}

export const watchedUnderAttack = async (t: TestContext, runtime: RuntimeName): Promise<void> => {
  const lab = await upLab(t, 'diamond', runtime)
  const edge = lab.status.nodes.find(({ roles }) => roles.includes('edge'))
  const url = edge?.url ?? ''
  const browser = await openBrowser('chromium', { size: SMALL_WINDOW })
  t.after(() => browser.close())
  const page = await browser.open(`${url}/watch/cam`)
  await page.until('window.weir?.state === "playing" && weir.framesShown > 30', 40)
  const watched = watchEdge(t, url, lab.env, '--viewers', String(VIEWERS), '--buffer', '300')
  await page.until('weir.framesShown > 120', 20)
  // What the page reports of itself has series of its own, which are there from its first report on.
  while (!/^weir_player_glass_to_glass_seconds_count/m.test(await (await fetch(`${url}/metrics`)).text())) {
    await page.until(`weir.framesShown > ${await page.evaluate<number>('weir.framesShown')}`)
  }
  const before = { ...(await figuresOf(url)), lines: await logLines(lab, 'edge1') }
  const joined = await page.evaluate<number>('weir.reconnects')
  const attackBy = async (row: (typeof ROUNDS)[number][number]): Promise<void> => {
    for (const [name, attack] of Object.entries(row)) {
      const began = performance.now()
      await attack(url)
      const { series, megabytes } = await figuresOf(url)
      t.diagnostic(
        `${name}: ${((performance.now() - began) / 1000).toFixed(1)} s, then ${megabytes.toFixed(0)} MB, ${series} series`,
      )
      assert.equal((await fetch(`${url}/healthz`)).status, 200, name)
    }
  }
  for (const round of ROUNDS) await Promise.all(round.map(attackBy))
  const after = { ...(await figuresOf(url)), lines: await logLines(lab, 'edge1') }
  t.diagnostic(`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`)
  assert.ok(after.megabytes - before.megabytes < 80, `${before.megabytes} MB, then ${after.megabytes} MB`)
  assert.ok(after.series - before.series < 40, `${before.series} series, then ${after.series}`)
  assert.ok(after.lines - before.lines < 500, `${before.lines} lines in the log, then ${after.lines}`)

  const frames = await page.evaluate<number>('weir.framesShown')
  await page.until(`weir.framesShown > ${frames + 30}`, 10)
  assert.equal(await page.evaluate('weir.reconnects'), joined, 'the page has not been cut off')
  const { code, output, reading: report } = await watched()
  t.diagnostic(JSON.stringify({ ...report, windowGapsMillis: undefined }))
  assert.equal(report.faults.missing, 0)
  assert.equal(report.stalls, 0)
  assert.equal(report.disconnects, 0)
  assert.equal(report.connected, VIEWERS)
  assert.equal(code, 0, output)
}
