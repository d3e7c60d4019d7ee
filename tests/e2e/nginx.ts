// The real nginx before a lab, as somebody would write it: TLS, each server of the lab below a path, connections that are idle
// for 5 s ended. Owns its folder and its process.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { NGINX } from '@weir/test-support'
import { run } from './lab.ts'

export interface NginxOptions {
  /** Where it listens on 127.0.0.1, with TLS. */
  readonly port: number
  readonly name: string
  /** Path below which each is found, and its port. */
  readonly places: Readonly<Record<string, number>>
  /** Whether the name by which a browser came is passed on; nginx does not unless it is told to. */
  readonly passHost: boolean
}

const IDLE = '5s'

const location = (path: string, port: number, passHost: boolean): string => `
    location ${path} {
      proxy_pass http://127.0.0.1:${port}/;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      ${passHost ? 'proxy_set_header Host $http_host;' : ''}
      proxy_read_timeout ${IDLE};
      proxy_send_timeout ${IDLE};
    }`

const config = (folder: string, { port, name, places, passHost }: NginxOptions): string => `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log warn;
events { worker_connections 512; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/tmp/${kind};`).join('\n  ')}
  map $http_upgrade $connection_upgrade { default upgrade; "" close; }
  server {
    listen 127.0.0.1:${port} ssl;
    server_name ${name};
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    ${Object.entries(places)
      .map(([path, target]) => location(path, target, passHost))
      .join('')}
  }
}
`

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

/** Returns once it listens; ends with the test. */
export const startNginx = async (t: TestContext, options: NginxOptions): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-nginx-'))
  let child: ChildProcess | undefined
  t.after(async () => {
    if (child && child.exitCode === null) {
      child.kill('SIGQUIT')
      const cut = setTimeout(() => child?.kill('SIGTERM'), 500)
      await once(child, 'exit')
      clearTimeout(cut)
    }
    rmSync(folder, { recursive: true, force: true })
  })
  mkdirSync(join(folder, 'tmp'))
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`]
  const subject = ['-subj', `/CN=${options.name}`, '-addext', `subjectAltName=DNS:${options.name}`]
  const made = await run('openssl', ['req', '-x509', '-days', '2', ...key, ...subject], process.env)
  assert.equal(made.code, 0, made.output)
  writeFileSync(join(folder, 'nginx.conf'), config(folder, options))
  child = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text))
  while (!(await listens(options.port))) {
    assert.equal(child.exitCode, null, said)
    await new Promise((wake) => setTimeout(wake, 20))
  }
}
