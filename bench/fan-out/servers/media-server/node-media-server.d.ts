// The package has no types of its own; this is what the bench uses of it.
declare module 'node-media-server' {
  class NodeMediaServer {
    constructor(config: object)
    run(): Promise<void>
  }
  export = NodeMediaServer
}
