import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { labPorts } from '@weir/test-support'
import { playCommands } from '../rtmp/message.ts'
import { RTMP_APP } from '../rtmp/publisher.ts'
import { startGuarded } from './guarded.ts'
import { scratchFolder } from './scratch-folder.ts'
import type { Missing, Server } from './server.ts'
import { type Source, STREAM } from './source.ts'
import { untilItListens } from './until-it-listens.ts'

const NAME = 'nginx with rtmp'
/** Where Debian's libnginx-mod-rtmp puts it. */
const MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so'

/** One process, whose CPU time is all there is; a chunk of ours is one RTMP chunk, and so one `send`; no pings. */
const configuration = (folder: string, port: number): string => `
load_module ${MODULE};
daemon off;
master_process off;
user root;
pid ${folder}/nginx.pid;
error_log stderr error;
worker_rlimit_nofile 16384;
events { worker_connections 8192; }
rtmp {
  access_log off;
  server {
    listen 127.0.0.1:${port};
    chunk_size 65536;
    ping 0;
    application ${RTMP_APP} { live on; }
  }
}
`

const missing = (): string | undefined => {
  const found = ['nginx', '/usr/sbin/nginx'].some((path) => spawnSync(path, ['-v'], { stdio: 'ignore' }).status === 0)
  if (!found) return 'no nginx on this machine; Debian has it as nginx, with libnginx-mod-rtmp'
  return existsSync(MODULE) ? undefined : `nginx has no ${MODULE}; Debian has it as libnginx-mod-rtmp`
}

/** nginx with its RTMP module, where they are; viewers speak RTMP to it. */
export const startNginx = async (source: Source): Promise<Server | Missing> => {
  const why = missing()
  if (why) return { name: NAME, missing: why }
  const folder = scratchFolder()
  const [port = 0] = await labPorts(1)
  const file = join(folder.path, 'nginx.conf')
  writeFileSync(file, configuration(folder.path, port))
  const { pid, early, end } = startGuarded(NAME, 'nginx', ['-p', folder.path, '-c', file], {
    ...process.env,
    PATH: `${process.env.PATH}:/usr/sbin`,
  })
  await Promise.race([untilItListens(NAME, port), early])
  source.publishTo(port)
  return {
    name: NAME,
    pid,
    approach: { port, rtmp: playCommands(port, RTMP_APP, STREAM) },
    close: async () => {
      await end()
      folder.remove()
    },
  }
}
