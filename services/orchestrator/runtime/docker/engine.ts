// Whether this host can run a lab in Docker: an engine that answers and Compose 2. Asks the docker client, so that
// contexts and DOCKER_HOST count as they do for the user.
import { type Asking, docker, lastWords } from './command.ts'

/** Null when all is there; else one sentence that says what is missing. */
export const whyNoEngine = async (asking: Asking): Promise<string | null> => {
  try {
    const [version, compose] = await Promise.all([
      docker(['version', '--format', '{{.Server.Version}}'], asking),
      // Told once is enough.
      docker(['compose', 'version', '--short'], { ...asking, say: undefined }),
    ])
    if (version.code !== 0) return `no Docker engine answers (${lastWords(version, 1)})`
    if (compose.code !== 0)
      return 'the docker command has no `compose` (version 2 is needed; the package is docker-compose-plugin)'
    if (!/^v?(2|[3-9]|\d\d)\./.test(compose.stdout.trim()))
      return `Docker Compose is ${compose.stdout.trim()}, and version 2 is needed`
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
