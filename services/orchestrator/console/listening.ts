import type { Server } from 'node:http'

/** Resolves when the port is had; rejects with the system's error when it can't be. */
export const listening = (server: Server, port: number, address: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      resolve()
    })
  })
