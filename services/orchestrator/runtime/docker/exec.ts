// Runs a command in a container, as its root with all rights there: what a container runs as somebody else, under
// no-new-privileges, leaves a root without NET_ADMIN even when the container was given it. So no container holds it, only
// the commands do. Gives its output; rejects on a failing exit with what it said.
import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'

export const execIn = async (docker: Docker, containerId: string, command: readonly string[]): Promise<string> => {
  const exec = await docker.getContainer(containerId).exec({
    Cmd: [...command],
    User: '0',
    Privileged: true,
    AttachStdout: true,
    AttachStderr: true,
  })
  const stream = await exec.start({ hijack: true, stdin: false })
  const chunks: Buffer[] = []
  const output = new PassThrough()
  output.on('data', (chunk: Buffer) => chunks.push(chunk))
  docker.modem.demuxStream(stream, output, output)
  await finished(stream, { writable: false })
  const text = Buffer.concat(chunks).toString('utf8').trim()
  const { ExitCode } = await exec.inspect()
  if (ExitCode !== 0) throw new Error(`${command.join(' ')}: ${text || `exit code ${ExitCode}`}`)
  return text
}
