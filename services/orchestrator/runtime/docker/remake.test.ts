// Devices that go away under a container, on a real engine where there is one, and what the engine says in a lab's words.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import test from 'node:test'
import { need } from '@weir/test-support'
import Docker from 'dockerode'
import { engineError, missingDevice } from './engine-error.ts'
import { usualBase } from './images.ts'
import { lacksDevices, remake } from './remake.ts'

/** As dockerode throws it. */
const refused = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), { statusCode, json: { message } })

const NO_CAMERA =
  'error gathering device information while adding custom device "/dev/video0": no such file or directory'

for (const [error, words] of [
  [refused(500, NO_CAMERA), 'the host has no /dev/video0 any more'],
  [refused(409, 'Container 4f is not running'), 'it is not running'],
  [refused(404, 'No such container: 4f'), 'its container is gone; `make down`, then `make up` make it anew'],
  [
    refused(
      500,
      'driver failed programming external connectivity: Bind for 127.0.0.1:8081 failed: port is already allocated',
    ),
    'another program has taken its port in the meantime',
  ],
  [refused(500, 'something else\nand more'), 'the Docker engine says "something else"'],
  [
    Object.assign(new Error('Parse Error: Expected HTTP/'), { code: 'HPE_INVALID_CONSTANT' }),
    "what answers at the Docker engine's socket is no Docker engine",
  ],
  [
    Object.assign(new Error('connect ECONNREFUSED /var/run/docker.sock'), { code: 'ECONNREFUSED' }),
    'the Docker engine does not answer (ECONNREFUSED), expected its socket to be there',
  ],
] as const)
  test(`the engine's "${error.message.trim().slice(0, 60)}" in words`, () =>
    assert.equal(engineError(error, "in1 can't restart").message, `in1 can't restart: ${words}`))

test('what is no answer of the engine is left as it is', () => {
  const own = new Error("in1 is stopped and can't be frozen")
  assert.equal(engineError(own, "in1 can't freeze"), own)
  assert.equal(missingDevice(own), null)
})

/** As a camera is, to the engine: a character device, here /dev/null under another name. */
const CAMERA = '/dev/video247'
const makeCamera = () => spawnSync('mknod', [CAMERA, 'c', '1', '3']).status === 0
const IMAGE = process.env.WEIR_BASE_IMAGE || usualBase('.')
const whyNot = (): string | false => {
  if (need('docker').skip) return need('docker').skip
  if (spawnSync('docker', ['image', 'inspect', IMAGE]).status !== 0) return `no image ${IMAGE} to make a container of`
  const made = makeCamera()
  rmSync(CAMERA, { force: true })
  return made ? false : 'only root makes devices'
}

test('a camera that goes: the node is made anew without it, and with it once it is back', {
  skip: whyNot(),
}, async (t) => {
  const docker = new Docker()
  const name = `weir-remake-test-${process.pid}`
  const networks = await Promise.all(
    ['a', 'b'].map((which, i) =>
      docker.createNetwork({
        Name: `${name}-${which}`,
        Internal: true,
        IPAM: { Driver: 'default', Config: [{ Subnet: `10.99.${i}.0/29` }] },
      }),
    ),
  )
  t.after(async () => {
    rmSync(CAMERA, { force: true })
    for (const left of [name, `${name}.before`])
      await docker
        .getContainer(left)
        .remove({ force: true })
        .catch(() => {})
    for (const network of networks) await network.remove()
  })
  assert.ok(makeCamera())
  const container = await docker.createContainer({
    name,
    Image: IMAGE,
    Cmd: ['sleep', '600'],
    Labels: { of: 'the test' },
    HostConfig: {
      Devices: [{ PathOnHost: CAMERA, PathInContainer: CAMERA, CgroupPermissions: 'rwm' }],
      NetworkMode: `${name}-a`,
      Init: true,
      ReadonlyRootfs: true,
      RestartPolicy: { Name: 'on-failure' },
    },
    NetworkingConfig: {
      EndpointsConfig: { [`${name}-a`]: { IPAMConfig: { IPv4Address: '10.99.0.3' }, Aliases: ['in1'] } },
    },
  })
  await networks[1]?.connect({
    Container: container.id,
    EndpointConfig: { IPAMConfig: { IPv4Address: '10.99.1.4' }, Aliases: ['in1'] },
  })
  await container.start()

  rmSync(CAMERA)
  await assert.rejects(container.restart({ t: 0 }), (error) => missingDevice(error) === CAMERA)
  assert.deepEqual(await remake(docker, container.id, 0), [CAMERA])
  const without = await docker.getContainer(name).inspect()
  assert.equal(without.State.Running, true)
  assert.deepEqual(without.HostConfig.Devices, [])
  assert.equal(lacksDevices(without), true)
  assert.equal(without.Config.Labels.of, 'the test')
  assert.deepEqual(without.HostConfig.RestartPolicy?.Name, 'on-failure')
  assert.deepEqual(
    Object.values(without.NetworkSettings.Networks).map(({ IPAddress }) => IPAddress),
    ['10.99.0.3', '10.99.1.4'],
  )

  makeCamera()
  assert.deepEqual(await remake(docker, without.Id, 0), [])
  const back = await docker.getContainer(name).inspect()
  assert.deepEqual(
    back.HostConfig.Devices?.map((device: { PathOnHost: string }) => device.PathOnHost),
    [CAMERA],
  )
  assert.equal(lacksDevices(back), false)
  assert.deepEqual(
    (await docker.listContainers({ all: true, filters: { name: [name] } })).map(({ Id }) => Id),
    [back.Id],
  )
})
