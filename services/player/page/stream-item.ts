// An item of a list that leads to the page of a stream.
import { make } from '../dom/element.ts'
import { edgeRoot } from './place.ts'

export const streamItem = (name: string, className: string, ...content: (string | Node)[]): HTMLElement => {
  const anchor = make('a', className, ...content)
  anchor.setAttribute('href', new URL(`watch/${encodeURIComponent(name)}`, edgeRoot()).href)
  return make('li', '', anchor)
}
