import { connect, type NetConnectOpts } from 'node:net'
import type { Impair } from './config/index.ts'

/** A link that does nothing to what crosses it. */
export const createPlainLink = (impair: Impair) => {
  let now = impair
  return {
    createConnection: (options: NetConnectOpts) => connect(options).setNoDelay(true),
    set(next: Impair) {
      now = next
    },
    get impair() {
      return now
    },
  }
}
