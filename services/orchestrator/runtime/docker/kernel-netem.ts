// Whether the engine's kernel has netem, found by trying: Docker Desktop and some cloud kernels have none.
import { type Asking, docker, lastWords } from './command.ts'

/**
 * Null when it works, else what tc said. The container that tries, of a tier's image, has a loopback of its own and nothing
 * else.
 */
export const whyNoNetem = async (image: string, asking: Asking): Promise<string | null> => {
  const container = ['run', '--rm', '--network', 'none', '--user', '0', '--cap-add', 'NET_ADMIN', image]
  const tried = await docker([...container, 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'], asking)
  return tried.code === 0 ? null : lastWords(tried, 1)
}
