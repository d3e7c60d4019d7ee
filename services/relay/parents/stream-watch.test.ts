import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { createStreamWatch } from './stream-watch.ts'

/** A watch over a stream of 30 fps, in a time that is only as fast as it is told. What it did, with the time in ms. */
const watched = () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  let millis = 1000
  const did: [string, number][] = []
  const note = (what: string) => did.push([what, millis])
  const watch = createStreamWatch({
    steadyMicros: () => millis * 1000,
    heardMicros: () => 0,
    rttMicros: () => 300,
    probe: () => note('probe'),
    onSwitch() {
      note('switch')
      watch.switched()
      return true
    },
    onHedge: () => note(watch.hedging ? 'hedge' : 'let go'),
  })
  const pass = async (duration: number, frames: boolean) => {
    const end = millis + duration
    for (let since = 0; millis < end; millis++, since++) {
      if (frames && since % 33 === 0) watch.heard(millis * 1000, millis * 1000, true)
      mock.timers.tick(1)
      // What the timer puts off until the sockets have been read.
      await new Promise((wake) => setImmediate(wake))
    }
  }
  const close = () => {
    watch.close()
    mock.timers.reset()
  }
  return { did, pass, close, now: () => millis }
}

test('stream watch: a second parent is asked at 48 ms, the first is left at 80, and a switch is booked once', async () => {
  const { did, pass, close, now } = watched()
  try {
    for (const [leftAfter, slack] of [
      [80, 33],
      [180, 33],
    ] as const) {
      await pass(1000, true)
      did.length = 0
      const silentSince = now()
      await pass(220, false)
      const at = (what: string) => (did.find(([name]) => name === what)?.[1] ?? Number.NaN) - silentSince
      // The last frame came up to 33 ms before it went silent.
      assert.ok(at('hedge') <= 50 && at('hedge') >= 48 - slack, `asked the second after ${at('hedge')} ms`)
      assert.ok(at('switch') <= leftAfter + 4 && at('switch') >= leftAfter - slack, `left after ${at('switch')} ms`)
    }
  } finally {
    close()
  }
})
