// Breaks and mends one container. Each returns once it is so.
import type Docker from 'dockerode'
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
  const alive = state === 'running' || state === 'frozen'
  const mustLive = (done: string) => {
    if (!alive) throw new Error(`${id} is ${state} and can't be ${done}`)
  }
  switch (fault) {
    case 'kill':
      mustLive('killed')
      return void (await container.kill())
    case 'stop':
      if (state === 'stopped') return
      // The engine would wait for a frozen process to end by itself.
      if (state === 'frozen') await container.unpause()
      return void (await container.stop({ t: GRACE_SECONDS }))
    case 'freeze':
      if (state === 'frozen') return
      mustLive('frozen')
      return void (await container.pause())
    case 'thaw':
      if (state !== 'frozen') throw new Error(`${id} is ${state} and not frozen`)
      return void (await container.unpause())
    case 'start':
      if (state === 'frozen') return void (await container.unpause())
      if (state === 'running') return
      return void (await container.start())
    case 'restart':
      if (state === 'frozen') await container.unpause()
      return void (await container.restart({ t: GRACE_SECONDS }))
  }
}
