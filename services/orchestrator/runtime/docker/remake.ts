// A container made anew, with the devices that the host has by now: one that is gone keeps the engine from starting it, and
// what a container may use is fixed when it is made. All else stays as it was, addresses on its networks included.
import type Docker from 'dockerode'
import { missingDevice } from './engine-error.ts'

type Inspected = Awaited<ReturnType<Docker.Container['inspect']>>
type Device = NonNullable<NonNullable<Inspected['HostConfig']>['Devices']>[number]

/** Holds the devices that a container once had and was made anew without. */
const DEVICES_LABEL = 'weir.devices'

/** What a container has, and what it had before it was gone. Pure. */
const wantedDevices = ({ Config, HostConfig }: Pick<Inspected, 'Config' | 'HostConfig'>): readonly Device[] => {
  const kept = Config.Labels[DEVICES_LABEL]
  return kept ? (JSON.parse(kept) as Device[]) : (HostConfig.Devices ?? [])
}

/** Whether it was made without some of what it wants, so that a start should try once more. Pure. */
export const lacksDevices = (inspected: Pick<Inspected, 'Config' | 'HostConfig'>): boolean =>
  wantedDevices(inspected).length > (inspected.HostConfig.Devices ?? []).length

const create = async (docker: Docker, inspected: Inspected, devices: readonly Device[]): Promise<Docker.Container> => {
  const endpoints = Object.entries(inspected.NetworkSettings.Networks).map(([name, { IPAMConfig, Aliases }]) => ({
    name,
    // The engine's own alias, the id, is that of the one before.
    config: { IPAMConfig, Aliases: (Aliases as string[] | null)?.filter((alias) => !inspected.Id.startsWith(alias)) },
  }))
  const first = endpoints.find(({ name }) => name === inspected.HostConfig.NetworkMode) ?? endpoints[0]
  const made = await docker.createContainer({
    ...inspected.Config,
    name: inspected.Name.slice(1),
    // By its id: the name may be another build's by now.
    Image: inspected.Image,
    Labels: { ...inspected.Config.Labels, [DEVICES_LABEL]: JSON.stringify(wantedDevices(inspected)) },
    HostConfig: { ...inspected.HostConfig, Devices: [...devices] },
    // An engine before 25 takes one network here.
    ...(first ? { NetworkingConfig: { EndpointsConfig: { [first.name]: first.config } } } : {}),
  })
  for (const { name, config } of endpoints.filter((endpoint) => endpoint !== first))
    await docker.getNetwork(name).connect({ Container: made.id, EndpointConfig: config })
  return made
}

/** Makes it anew and starts it; the one before stays, as it was, when that fails. Gives the devices that it had to do without. */
export const remake = async (docker: Docker, containerId: string, graceSeconds: number): Promise<readonly string[]> => {
  const before = docker.getContainer(containerId)
  const inspected = await before.inspect()
  const wanted = wantedDevices(inspected)
  // The engine would wait for a frozen process to end by itself.
  if (inspected.State.Paused) await before.unpause()
  if (inspected.State.Running) await before.stop({ t: graceSeconds })
  const name = inspected.Name.slice(1)
  await before.rename({ name: `${name}.before` })
  const gone: string[] = []
  for (;;) {
    const devices = wanted.filter(({ PathOnHost }) => !gone.includes(PathOnHost))
    let made: Docker.Container | null = null
    try {
      made = await create(docker, inspected, devices)
      await made.start()
      await before.remove({ force: true })
      return gone
    } catch (error) {
      await made?.remove({ force: true }).catch(() => {})
      const device = missingDevice(error)
      if (device && devices.some(({ PathOnHost }) => PathOnHost === device)) gone.push(device)
      else {
        await before.rename({ name }).catch(() => {})
        throw error
      }
    }
  }
}
