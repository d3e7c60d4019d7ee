// What a page has in its head, so that scripts, styles and pictures that did not come are asked for again; and what its
// Content-Security-Policy has to allow for that.
import { createHash } from 'node:crypto'

/** What it needs of an element; this file is for Node as well, which has no types of pages. */
interface Part {
  readonly localName?: string
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>
  getAttribute(name: string): string | null
  setAttribute(name: string, value: string): void
  replaceWith(other: Part): void
}
interface Page {
  addEventListener(kind: 'error', heard: (event: { readonly target: Part }) => void, capture: true): void
  readonly document: { readonly baseURI: string; createElement(name: string): Part }
}

/** Runs in the page as it stands here: nothing from outside of it is there. */
const reload = (): void => {
  const FIRST_MILLIS = 250
  const MOST_MILLIS = 10_000
  const page = globalThis as unknown as Page
  const again = (target: Part): void => {
    const name = target.localName === 'link' ? 'href' : 'src'
    // What a script throws is an error of the window, which is no part.
    const address = target.localName === undefined ? null : target.getAttribute(name)
    if (address === null) return
    const url = new URL(address, page.document.baseURI)
    const tries = Number(url.searchParams.get('again')) + 1
    // By another address: browsers remember that a module did not come.
    url.searchParams.set('again', String(tries))
    const other = page.document.createElement(target.localName as string)
    for (const { name: key, value } of target.attributes) other.setAttribute(key, value)
    other.setAttribute(name, url.href)
    const mostMillis = Math.min(MOST_MILLIS, FIRST_MILLIS * 2 ** (tries - 1))
    setTimeout(() => target.replaceWith(other), mostMillis * (0.5 + Math.random() / 2))
  }
  page.addEventListener('error', ({ target }) => again(target), true)
}

const script = `(${reload})()`

/** For the page's head, before all that it loads. */
export const RELOAD = `<script>${script}</script>`

/** For `script-src`, beside what it allows already. */
export const RELOAD_SOURCE = `'sha256-${createHash('sha256').update(script).digest('base64')}'`
