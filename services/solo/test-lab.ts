// A small lab in this process for tests of the player: an ingress with real ffmpeg and an edge, on ports that stay the
// same when either is restarted.
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { attachEdge } from '@weir/edge'
import { attachIngress } from '@weir/ingress'
import { NodeConfig, type NodeConfigInput, type RelayNode, startNode } from '@weir/relay'

type StreamInput = NonNullable<NodeConfigInput['streams']>[string]

export interface TestLab {
  /** The edge's address, as a browser takes it. */
  readonly url: string
  readonly ingress: RelayNode
  readonly edge: RelayNode
  stopIngress(): Promise<void>
  startIngress(): Promise<void>
  stopEdge(): Promise<void>
  startEdge(): Promise<void>
  /** Resolves once the edge sends these tracks, sorted, to all children together. Fails after 2 s. */
  edgeSends(tracks: readonly string[]): Promise<void>
}

const STREAM = { source: 'test', width: 320, height: 180, videoBitrate: 300_000 } as const

interface Part {
  readonly node: RelayNode
  readonly stop: () => Promise<void>
}

/** Returns once the node can serve something. */
const streamsAt = (node: RelayNode): Promise<void> =>
  new Promise((resolve) => {
    const stop = node.onStreamsChange(() => {
      if (node.streams().length === 0) return
      stop()
      resolve()
    })
  })

/** One stream, `cam`: the small test picture with its tone and its clock, but for what `changes` says of it. `more` is of the edge. */
export const startLab = async (
  context: TestContext,
  changes: Partial<StreamInput> = {},
  more: Partial<NodeConfigInput> = {},
): Promise<TestLab> => {
  const config = (part: Omit<NodeConfigInput, 'listen'>, port: number) =>
    NodeConfig.parse({ logLevel: 'error', ...part, listen: { port } })

  const startIngress = async (port: number): Promise<Part> => {
    const node = await startNode(
      config(
        {
          id: 'in1',
          index: 0,
          roles: ['ingress'],
          streams: { cam: { ...STREAM, ...changes } },
        },
        port,
      ),
    )
    const detach = await attachIngress(node)
    return {
      node,
      stop: async () => {
        await detach()
        await node.close()
      },
    }
  }
  const startEdge = async (port: number): Promise<Part> => {
    const parents = [{ id: 'in1', index: 0, url: `ws://127.0.0.1:${ingressPort}/push` }]
    const node = await startNode(config({ id: 'edge1', index: 1, roles: ['edge'], parents, ...more }, port))
    attachEdge(node)
    return { node, stop: () => node.close() }
  }

  let ingress: Part | undefined = await startIngress(0)
  const ingressPort = ingress.node.port
  let edge: Part | undefined = await startEdge(0)
  const edgePort = edge.node.port
  context.after(async () => {
    await edge?.stop()
    await ingress?.stop()
  })
  await streamsAt(edge.node)
  const running = (part: Part | undefined): RelayNode => {
    if (!part) throw new Error('this part of the lab is stopped')
    return part.node
  }

  return {
    url: `http://127.0.0.1:${edgePort}`,
    get ingress() {
      return running(ingress)
    },
    get edge() {
      return running(edge)
    },
    stopIngress: async () => {
      await ingress?.stop()
      ingress = undefined
    },
    startIngress: async () => {
      ingress = await startIngress(ingressPort)
    },
    stopEdge: async () => {
      await edge?.stop()
      edge = undefined
    },
    startEdge: async () => {
      edge = await startEdge(edgePort)
    },
    edgeSends: async (tracks) => {
      const sent = () => edge?.node.state().children.flatMap((child) => child.tracks) ?? []
      const deadline = performance.now() + 2000
      while (`${sent().sort()}` !== `${tracks}`) {
        if (performance.now() > deadline) throw new Error(`the edge sends ${sent()}, expected ${tracks}`)
        await pause(10)
      }
    },
  }
}
