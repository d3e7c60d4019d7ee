// Playing that is heard, and what is no stall of ours, in a real browser. A test file for each browser calls this.
import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type BrowserName, need, openBrowser, SMALL_WINDOW, sharedBrowser, type TestPage } from '@weir/test-support'
import { startLab } from './test-lab.ts'

const PLAYING = `weir?.state === 'playing' && weir.framesShown > 30`
const WATCHED_SECONDS = 10
const ASLEEP_SECONDS = 5
/** What is shown is from now, by the clock in the picture. */
const LIVE = `weir.state === 'playing' && Math.abs(performance.timeOrigin + performance.now() - weir.frameClockMillis) < 1000`

/**
 * A managed source that wants media when the test says so, and what was appended to it. While `far`, what the page asks of
 * its edge is on the way, and the edge sends as before.
 */
const MANAGED = `{
  const Plain = window.MediaSource
  window.managed = { appended: 0, sources: [], far: false }
  const send = WebSocket.prototype.send
  const sent = []
  WebSocket.prototype.send = function (data) {
    if (window.managed.far && data.includes('"subscribe"')) sent.push(() => send.call(this, data))
    else send.call(this, data)
  }
  window.managed.arrive = () => {
    window.managed.far = false
    for (const each of sent.splice(0)) each()
  }
  const append = SourceBuffer.prototype.appendBuffer
  SourceBuffer.prototype.appendBuffer = function (bytes) {
    window.managed.appended += 1
    return append.call(this, bytes)
  }
  window.ManagedMediaSource = class extends Plain {
    streaming = true
    constructor() {
      super()
      window.managed.sources.push(this)
    }
  }
  window.managed.want = (wants) => {
    const source = window.managed.sources.at(-1)
    source.streaming = wants
    source.dispatchEvent(new Event(wants ? 'startstreaming' : 'endstreaming'))
  }
  delete window.MediaSource
}`

const stalls = (page: TestPage): Promise<number> => page.evaluate<number>('weir.stalls.count')

export const testSound = (name: BrowserName): void => {
  const needs = need(name, 'ffmpeg')
  const browser = sharedBrowser(name)

  const playAloud = async (page: TestPage): Promise<void> => {
    await page.until(PLAYING)
    await page.evaluate(`document.getElementById('sound').click()`)
    await page.until(`!weir.muted && weir.state === 'playing' && ${LIVE}`)
  }

  test(`${name}: with sound, at most one stall in ${WATCHED_SECONDS} s`, needs, async (context) => {
    const lab = await startLab(context)
    const page = await (await browser()).open(`${lab.url}/watch/cam`)
    context.after(() => page.close())
    await playAloud(page)
    const before = await stalls(page)
    await pause(WATCHED_SECONDS * 1000)
    const more = (await stalls(page)) - before
    context.diagnostic(`${more} stalls, ${JSON.stringify(await page.evaluate('weir.glassToGlass'))}`)
    assert.ok(more <= 1, `${more} stalls`)
    assert.ok(await page.evaluate(LIVE))
  })

  test(`${name}: a tab with sound that is hidden plays on, and nobody saw it stand`, needs, async (context) => {
    const lab = await startLab(context)
    const page = await (await browser()).open(`${lab.url}/watch/cam`)
    context.after(() => page.close())
    await playAloud(page)
    const heard = await page.evaluate<number>(`document.getElementById('video').currentTime`)
    await page.hide()
    await page.until('document.hidden')
    const before = await stalls(page)
    await page.until(`document.getElementById('video').currentTime > ${heard + 4}`)
    await page.show()
    const shown = await page.evaluate<number>('weir.framesShown')
    await page.until(`!document.hidden && weir.framesShown > ${shown + 3} && ${LIVE}`)
    assert.equal((await stalls(page)) - before, 0)
    assert.ok((await page.evaluate<number>('weir.stalls.longestGapSeconds')) < 2)
  })

  test(
    `${name}: a browser that slept for ${ASLEEP_SECONDS} s has no stall, and is live again`,
    needs,
    async (context) => {
      const lab = await startLab(context)
      const asleep = await openBrowser(name, { size: SMALL_WINDOW })
      context.after(() => asleep.close())
      const page = await asleep.open(`${lab.url}/watch/cam`)
      await page.until(PLAYING)
      // Looks by itself: whoever asks from outside waits for all that has piled up.
      await page.evaluate(`(() => {
      let last = performance.now()
      const look = () => {
        const now = performance.now()
        if (now - last > 2000) window.wokeMillis = now
        last = now
        if (window.wokeMillis !== undefined && ${LIVE}) window.backMillis ??= now - window.wokeMillis
        else setTimeout(look, 10)
      }
      look()
    })()`)
      const before = await stalls(page)
      asleep.signal('SIGSTOP')
      await pause(ASLEEP_SECONDS * 1000)
      asleep.signal('SIGCONT')
      const back = await page.until<number>('window.backMillis')
      context.diagnostic(`live ${Math.round(back)} ms after it woke`)
      assert.ok(back < 2000, `live after ${back} ms`)
      assert.equal((await stalls(page)) - before, 0)
      assert.ok(await page.evaluate(`weir.sleptSeconds > ${ASLEEP_SECONDS - 1}`))
    },
  )

  test(`${name}: a browser that wants no media is given none, and plays live when it does`, needs, async (context) => {
    const lab = await startLab(context)
    const page = await (await browser()).open(`${lab.url}/watch/cam`, MANAGED)
    context.after(() => page.close())
    await page.until(PLAYING)
    const text = `document.getElementById('message').innerText`
    await page.evaluate('managed.far = true, managed.want(false)')
    // What waited for the buffer by then goes in.
    await page.until(
      'managed.sources.at(-1).sourceBuffers.length > 0 && ![...managed.sources.at(-1).sourceBuffers].some((one) => one.updating)',
    )
    const appended = await page.evaluate<number>('managed.appended')
    await page.until(`${text}.startsWith('This browser wants no media for now.')`)
    await lab.edgeSends(['cam/video'])
    assert.equal(await page.evaluate('managed.appended'), appended)
    await page.evaluate('managed.arrive()')
    await lab.edgeSends([])
    await page.evaluate('managed.want(true)')
    await page.until(`managed.appended > ${appended} && ${LIVE}`)
    await page.until(`document.getElementById('message').hidden`)
    assert.deepEqual(page.errors, [])
  })
}
