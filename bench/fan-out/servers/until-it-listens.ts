import { once } from 'node:events'
import { connect } from 'node:net'
import { until } from '../../lab.ts'

const START_SECONDS = 10

const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Returns once somebody takes connections on a port of 127.0.0.1. */
export const untilItListens = (name: string, port: number): Promise<void> =>
  until(`${name} listens on port ${port}`, START_SECONDS, () => answers(port))
