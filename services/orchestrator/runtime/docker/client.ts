// Which engine the docker client talks to: what says so in its environment, to be kept with a lab, so that a later command
// finds the engine that has it whatever context is in use by then.
import { type Asking, docker } from './command.ts'

/** All that a client goes by, save for its files. */
const CLIENT_VARIABLES = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'] as const

type Environment = Readonly<Record<string, string | undefined>>

/** Those that are set, and DOCKER_CONTEXT for the context that is in use when none of them says where to go. */
export const clientOf = async (env: Environment, asking: Asking = {}): Promise<Readonly<Record<string, string>>> => {
  const given = CLIENT_VARIABLES.flatMap((name): [string, string][] => {
    const value = env[name]
    return value ? [[name, value]] : []
  })
  if (given.some(([name]) => name === 'DOCKER_HOST' || name === 'DOCKER_CONTEXT')) return Object.fromEntries(given)
  const { code, stdout } = await docker(['context', 'inspect', '--format', '{{.Name}}'], asking)
  const context = stdout.trim()
  // A client that knows no contexts has the default alone.
  const used: [string, string][] =
    code === 0 && context !== '' && context !== 'default' ? [['DOCKER_CONTEXT', context]] : []
  return Object.fromEntries([...given, ...used])
}
