import assert from 'node:assert/strict'
import test from 'node:test'
import { whyUpFailed } from './why-up-failed.ts'

const lab = {
  bind: '127.0.0.1',
  docker: { project: 'weir', subnet: '10.213.0.0/16', socket: '/nonexistent', client: null },
  ports: { console: 8080, edges: { edge1: 8081 }, nodes: 9100, prometheus: 9090, grafana: 3000 },
}
const said = (stderr: string) => whyUpFailed({ code: 1, stdout: '', stderr }, lab)

for (const [stderr, message] of [
  [
    'Error response from daemon: driver failed programming external connectivity on endpoint weir-edge1-1: Bind for 127.0.0.1:8081 failed: port is already allocated',
    'port 8081 on 127.0.0.1 is in use; WEIR_EDGE_PORT moves it',
  ],
  [
    'Error response from daemon: Error starting userland proxy: listen tcp4 127.0.0.1:9090: bind: address already in use',
    'port 9090 on 127.0.0.1 is in use; WEIR_PROMETHEUS_PORT moves it',
  ],
  [
    'Error response from daemon: ports are not available: exposing port TCP 127.0.0.1:8080 -> 0.0.0.0:0: listen tcp 127.0.0.1:8080: bind: address already in use',
    'port 8080 on 127.0.0.1 is in use; WEIR_CONSOLE_PORT moves it',
  ],
  [
    'Error response from daemon: driver failed programming external connectivity: Error starting userland proxy: listen tcp4 192.0.2.1:8081: bind: cannot assign requested address',
    "WEIR_BIND=127.0.0.1 is no address of the engine's host, expected one that it has, or 0.0.0.0",
  ],
  [
    'Error response from daemon: Error starting userland proxy: listen tcp6 [::1]:9090: bind: address already in use',
    'port 9090 on 127.0.0.1 is in use; WEIR_PROMETHEUS_PORT moves it',
  ],
  [
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'the Docker engine went away while the lab was starting; once it is back, `make down` ends what it still has',
  ],
  [
    'failed to create network weir_management: Error response from daemon: Pool overlaps with other one on this address space',
    "the lab's subnets are in use by another network; set WEIR_SUBNET to a free range, such as 10.199.0.0/16",
  ],
  [
    'Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /nonexistent\n',
    "WEIR_DOCKER_SOCKET=/nonexistent is not there on the engine's host, expected the engine's socket",
  ],
  [
    'Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /films/a film.mp4',
    "/films/a film.mp4 is not there on the engine's host, expected a file that the lab can be given",
  ],
  [
    ' Network weir_management  Creating\n Container weir-in1-1  Created\nError response from daemon: no space left on device\n',
    'docker compose up failed: Error response from daemon: no space left on device',
  ],
] as const)
  test(`docker compose up: ${message}`, () => assert.equal(said(stderr), message))
