// The edge's pages, from the templates beside the built player. Each says all it has to say without a script; the
// player's script then keeps it up to date.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RELOAD } from '@weir/reload'
import { encodeControl, type StreamDescription } from '@weir/wire'
import type { Edge } from '../edges.ts'
import type { StreamSummary } from '../streams.ts'
import { escapeHtml, fill } from './html.ts'

/** `root` is the way from the page to the edge's root, as `rootFrom` gives it. */
export interface Pages {
  home(node: string, streams: readonly StreamSummary[], edges: readonly Edge[]): string
  /** `streams` are those that are here; the wanted one need not be among them. */
  watch(node: string, root: string, stream: string, streams: readonly StreamDescription[]): string
  notFound(node: string, root: string, path: string, names: readonly string[]): string
}

const watchLink = (root: string, name: string, className = ''): string =>
  `<a${className && ` class="${className}"`} href="${root}watch/${encodeURIComponent(name)}">`

const listItems = (root: string, names: readonly string[]): string =>
  names.map((name) => `<li>${watchLink(root, name)}${escapeHtml(name)}</a></li>`).join('')

/** Where a proxy has it, or by the scheme of the page; the page's script knows better (player/page/edges.ts). */
const edgeLink = ({ id, url, publicUrl, port }: Edge): string => {
  const href = publicUrl ?? (port === undefined ? url : url.replace(/^http:/, ''))
  return `<a data-edge="${escapeHtml(id)}" href="${escapeHtml(href)}">${escapeHtml(id)}</a>`
}

const hiddenIf = (hidden: boolean): string => (hidden ? 'hidden' : '')

export const createPages = (folder: string): Pages => {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const head = read('head.html')
    .trimEnd()
    .replace('__RELOAD__', () => RELOAD)
  const template = (name: string): string => read(name).replace('__HEAD__', () => head)
  const home = template('home.html')
  const watch = template('watch.html')
  const notFound = template('not-found.html')
  return {
    home: (node, streams, edges) =>
      fill(home, {
        ROOT: './',
        NODE: escapeHtml(node),
        STREAMS: streams
          .map(({ name }) => `<li>${watchLink('./', name, 'card')}<h2>${escapeHtml(name)}</h2></a></li>`)
          .join(''),
        NONE_HIDDEN: hiddenIf(streams.length > 0),
        EDGES_HIDDEN: hiddenIf(edges.every(({ id }) => id === node)),
        EDGES: edges
          .filter(({ id }) => id !== node)
          .map(edgeLink)
          .join(' '),
      }),
    watch: (node, root, stream, streams) => {
      const names = streams.map(({ name }) => name)
      const here = names.includes(stream)
      const catalog = { type: 'catalog', nodes: [], streams: streams.filter(({ name }) => name === stream) } as const
      return fill(watch, {
        ROOT: root,
        NODE: escapeHtml(node),
        STREAM: escapeHtml(stream),
        // So that the player can set its decoder up before its connection stands.
        CATALOG: escapeHtml(encodeControl(catalog)),
        MESSAGE: here ? '' : `There is no stream “${escapeHtml(stream)}” here yet. It plays as soon as it appears.`,
        MESSAGE_HIDDEN: hiddenIf(here),
        OTHERS: listItems(
          root,
          names.filter((name) => name !== stream),
        ),
        OTHERS_HIDDEN: hiddenIf(names.length === 0 || here),
      })
    },
    notFound: (node, root, path, names) =>
      fill(notFound, {
        ROOT: root,
        NODE: escapeHtml(node),
        PATH: escapeHtml(path),
        STREAMS: listItems(root, names),
        STREAMS_HIDDEN: hiddenIf(names.length === 0),
      }),
  }
}
