import assert from 'node:assert/strict'
import { constants, PerformanceObserver } from 'node:perf_hooks'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { collectYoungGarbage } from './young-garbage.ts'

/** What the entries of type gc are, which Node's types leave out. */
interface GcEntry {
  readonly detail: { readonly kind: number; readonly flags?: number }
}

const CALLS = 100

test('young garbage: collected by us whenever enough has come together, so that V8 never has to', async () => {
  const collections: boolean[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries() as unknown as readonly GcEntry[]) {
      const { kind, flags = 0 } = detail
      if (kind === constants.NODE_PERFORMANCE_GC_MINOR)
        collections.push((flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0)
    }
  })
  collectYoungGarbage()
  observer.observe({ entryTypes: ['gc'] })
  const recent: unknown[] = []
  for (let call = 0; call < CALLS; call++) {
    for (let each = 0; each < 1000; each++) recent[each % 10] = { each, call }
    collectYoungGarbage()
  }
  await sleep(50)
  observer.disconnect()
  const ours = collections.filter(Boolean).length
  assert.ok(ours > 0 && ours < CALLS / 2, `${ours} of ${CALLS} calls collected`)
  assert.equal(collections.length - ours, 0, 'V8 had to collect by itself')
})
