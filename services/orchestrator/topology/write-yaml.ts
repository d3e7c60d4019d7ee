// A topology as a file of its own: what a generator made, or one of several in a file, with its comments. Pure.
import { Document, isCollection, isMap, isPair, isScalar, parseDocument } from 'yaml'
import type { Generated } from './generate.ts'

const LINE_WIDTH = 116
const TEXT = { lineWidth: LINE_WIDTH, flowCollectionPadding: true } as const

const header = (from: string): string =>
  [
    ` From TOPOLOGY=${from}, by \`weir render --yaml\`.`,
    ' In labs/ the next line lets an editor complete and check it; in a folder further down, begin its path with ../',
    ' yaml-language-server: $schema=topology.schema.json',
  ].join('\n')

/** What is on one line in topology.yaml is so here: each stream, node and link. */
const brief = (topology: unknown): void => {
  if (!isMap(topology)) return
  for (const pair of topology.items) {
    const key = isScalar(pair.key) ? pair.key.value : undefined
    if (key === 'description' || !isCollection(pair.value)) continue
    for (const item of pair.value.items) {
      const value = isPair(item) ? item.value : item
      if (isCollection(value)) value.flow = true
    }
  }
}

/** `asked` is what TOPOLOGY was. */
export const generatedYaml = ({ kind, topology }: Generated, asked: string): string => {
  const document = new Document({ topologies: { [kind]: topology } }, { aliasDuplicateObjects: false })
  document.commentBefore = header(asked)
  brief(document.getIn(['topologies', kind]))
  return document.toString(TEXT)
}

export const topologyYaml = (text: string, name: string, asked: string): string => {
  const document = parseDocument(text)
  const all = document.get('topologies')
  if (isMap(all)) {
    const kept = all.items.filter((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === name)
    all.items = kept
    // The heading above it was a divider of the file.
    for (const pair of kept) if (isScalar(pair.key)) pair.key.commentBefore = null
    all.commentBefore = null
  }
  document.delete('default')
  document.commentBefore = header(asked)
  if (isMap(document.contents)) document.contents.commentBefore = null
  return document.toString(TEXT)
}
