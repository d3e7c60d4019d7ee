// What the edge said of the stream when it served the page: a catalog with that stream alone, in an attribute of its body.
import { decodeControl, type StreamDescription } from '@weir/wire'

/** Undefined when the edge did not have the stream then. */
export const expectedStream = (name: string): StreamDescription | undefined => {
  const said = decodeControl(document.body.dataset.catalog ?? '')
  return said.type === 'catalog' ? said.streams.find((stream) => stream.name === name) : undefined
}
