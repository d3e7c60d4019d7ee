// Breaks and mends one container. Each returns once it is so.
import type Docker from 'dockerode'
import { isToBeDone } from '../fault-rule.ts'
import type { NodeFault, NodeRunState } from '../runtime.ts'

export const GRACE_SECONDS = 3

type Container = Pick<Docker.Container, 'kill' | 'stop' | 'pause' | 'unpause' | 'start' | 'restart'>

/** Throws with one sentence when a container in that state can't. */
export const applyFault = async (
  container: Container,
  id: string,
  state: NodeRunState,
  fault: NodeFault,
): Promise<void> => {
  if (!isToBeDone(id, state, fault)) return
  switch (fault) {
    case 'kill':
      // The engine kills nothing that waits for its next try.
      return void (await (state === 'restarting' ? container.stop({ t: 0 }) : container.kill()))
    case 'stop':
      // The engine would wait for a frozen process to end by itself.
      if (state === 'frozen') await container.unpause()
      return void (await container.stop({ t: GRACE_SECONDS }))
    case 'freeze':
      return void (await container.pause())
    case 'thaw':
      return void (await container.unpause())
    case 'start':
      if (state === 'frozen') return void (await container.unpause())
      return void (await container.start())
    case 'restart':
      if (state === 'frozen') await container.unpause()
      return void (await container.restart({ t: GRACE_SECONDS }))
  }
}
