// Between a browser and a server: breaks off the first request for each path, as a browser does by itself when a network of
// its machine changes, and passes the others on. Of upgrades it knows nothing.
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface BreakingProxy {
  readonly url: string
  /** Paths of which a request was broken off, in that order. */
  readonly broken: readonly string[]
}

export const startBreakingProxy = async (
  context: TestContext,
  server: string,
  breaks: (path: string) => boolean,
): Promise<BreakingProxy> => {
  const broken: string[] = []
  const proxy = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', server)
    if (breaks(pathname) && !broken.includes(pathname)) {
      broken.push(pathname)
      request.socket.destroy()
      return
    }
    get(server + request.url, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' })
      answer.pipe(response)
    }).on('error', () => response.destroy())
  })
  // Chromium asks again by itself where a connection breaks that it had used before.
  proxy.keepAliveTimeout = 1
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, broken }
}
