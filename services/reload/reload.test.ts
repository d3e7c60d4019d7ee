import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { runInNewContext } from 'node:vm'
import { RELOAD, RELOAD_SOURCE } from './reload.ts'

type Attributes = Record<string, string>
interface Fake {
  readonly localName: string
  readonly own: Map<string, string>
}

const script = RELOAD.replace(/^<script>|<\/script>$/g, '')

/** A page of its own, with the script in it; `fail` lets a part of it not come and gives what replaces it, when. */
const openPage = () => {
  const waits: { act: () => void; millis: number }[] = []
  let heard = (_: object): void => undefined
  const part = (localName: string, attributes: Attributes = {}) => {
    const own = new Map(Object.entries(attributes))
    return {
      localName,
      own,
      get attributes() {
        return [...own].map(([name, value]) => ({ name, value }))
      },
      getAttribute: (name: string) => own.get(name) ?? null,
      setAttribute: (name: string, value: string) => void own.set(name, value),
      replaced: undefined as Fake | undefined,
      replaceWith(other: Fake) {
        this.replaced = other
      },
    }
  }
  const context = {
    URL,
    addEventListener: (_kind: string, act: typeof heard) => {
      heard = act
    },
    document: { baseURI: 'http://127.0.0.1:8081/a/watch/cam', createElement: (name: string) => part(name) },
    setTimeout: (act: () => void, millis: number) => void waits.push({ act, millis }),
  }
  runInNewContext(script, context)
  return {
    part,
    throwError: () => heard({ target: context }),
    fail: (localName: string, attributes: Attributes) => {
      const lost = part(localName, attributes)
      heard({ target: lost })
      const wait = waits.pop()
      wait?.act()
      return { millis: wait?.millis, tag: lost.replaced?.localName, now: Object.fromEntries(lost.replaced?.own ?? []) }
    },
  }
}

test('the policy of a page allows this script, and no other', () => {
  assert.equal(RELOAD_SOURCE, `'sha256-${createHash('sha256').update(script).digest('base64')}'`)
  assert.doesNotMatch(script, /<\/?script|<!--/)
})

test('a script, a style and a picture are asked for again as what they were, by another address', () => {
  const { fail } = openPage()
  for (const [tag, attributes, expected] of [
    ['script', { type: 'module', src: '../static/player.js' }, 'http://127.0.0.1:8081/a/static/player.js?again=1'],
    ['img', { alt: '', src: '../static/weir.svg?x=1' }, 'http://127.0.0.1:8081/a/static/weir.svg?x=1&again=1'],
    [
      'link',
      { rel: 'stylesheet', href: '../static/weir.css?again=6' },
      'http://127.0.0.1:8081/a/static/weir.css?again=7',
    ],
  ] as const) {
    const { tag: other, now } = fail(tag, attributes)
    assert.equal(other, tag)
    assert.deepEqual(now, { ...attributes, [tag === 'link' ? 'href' : 'src']: expected })
  }
})

test('at first soon, then ever later, and never less often than each 10 s', () => {
  const { fail } = openPage()
  for (const [tries, most] of [
    [0, 250],
    [1, 500],
    [4, 4000],
    [5, 8000],
    [6, 10_000],
    [1000, 10_000],
  ] as const) {
    const { millis } = fail('script', { src: `player.js?again=${tries}` })
    assert.ok(millis !== undefined && millis >= most / 2 && millis <= most, `${millis} ms after ${tries}`)
  }
})

test('what a script throws, and what has no address, is left alone', () => {
  const { fail, throwError } = openPage()
  throwError()
  assert.equal(fail('video', {}).millis, undefined)
})
