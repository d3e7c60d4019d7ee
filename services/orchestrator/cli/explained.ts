// Why nodes do not come up, in their own words, which are in their logs.
import type { Lab, Launcher } from '../runtime/lab.ts'
import { refusal, telling } from './log-line.ts'
import type { NotReady } from './wait-ready.ts'

/** More would be a wall of text. */
const MOST_NODES = 3

const lastLines = async (launcher: Launcher, lab: Lab, node: string): Promise<readonly string[]> => {
  const lines: string[] = []
  const options = { follow: false, lines: 50, signal: new AbortController().signal }
  // What failed before is told, with or without them.
  await launcher.logs(lab, node, options, (line) => void lines.push(line)).catch(() => undefined)
  return lines
}

/** What nodes that refused their configuration say themselves, as `in1: …`; of one that says nothing, nothing. */
export const refusals = async (launcher: Launcher, lab: Lab, nodes: readonly string[]): Promise<readonly string[]> => {
  const told = nodes.slice(0, MOST_NODES).map(async (node) => {
    const sentence = refusal(await lastLines(launcher, lab, node), node)
    return sentence === undefined ? [] : [`${node}: ${sentence}`]
  })
  return (await Promise.all(told)).flat()
}

/** With what the nodes in question wrote last; what one that refused says itself comes first. */
export const explained = async (
  launcher: Launcher,
  lab: Lab,
  { message, nodes, refused }: NotReady,
): Promise<string> => {
  const sentences = refused ? await refusals(launcher, lab, nodes) : []
  const others = nodes.slice(0, MOST_NODES).filter((node) => !sentences.some((line) => line.startsWith(`${node}: `)))
  const tails = await Promise.all(
    others.map(async (node) => [
      `the last of ${node}'s log:`,
      ...telling(await lastLines(launcher, lab, node), 3).map((line) => `  ${line}`),
    ]),
  )
  return [...(sentences.length > 0 ? sentences : [message]), ...tails.flat()].join('\n')
}
