// What a lab in Docker leaves when something is in its way, and how that is told: an orchestrator that was killed, a network
// that somebody is on.
import assert from 'node:assert/strict'
import test from 'node:test'
import { need } from '@weir/test-support'
import { type Finished, PROJECT, run, upLab } from './lab.ts'
import { inDocker } from './leftovers.ts'

const ok = ({ code, output }: Finished): string => {
  assert.equal(code, 0, output)
  return output
}
const docker = async (...args: readonly string[]) => ok(await run('docker', args, process.env)).trim()

test(
  'the orchestrator killed and a stranger on a network: said, with what to do, until down works',
  need('docker'),
  async (t) => {
    const spy = `${PROJECT}-spy`
    const remove = () => run('docker', ['rm', '--force', spy], process.env)
    // Of a run that was killed: it would hold the network.
    await remove()
    // What quotes and addresses can get wrong on the way to Compose, besides.
    const own = { WEIR_GRAFANA: 'off', WEIR_DIR: `it's "$HOME" ü`, WEIR_BIND: '127.0.0.5' }
    const lab = await upLab(t, 'solo', 'docker', own)
    assert.match(lab.status.nodes[0]?.url ?? '', /^http:\/\/127\.0\.0\.5:/)
    const network = `${PROJECT}_management`
    const image = await docker('inspect', '--format', '{{.Config.Image}}', `${PROJECT}-orchestrator-1`)
    await docker('run', '--detach', '--rm', '--name', spy, '--network', network, image, 'sleep', '600')
    t.after(remove)
    await docker('kill', `${PROJECT}-orchestrator-1`)

    for (const ask of [() => lab.weir('status'), () => lab.make('up', 'TOPOLOGY=solo', 'RUNTIME=docker')]) {
      const { code, output } = await ask()
      assert.notEqual(code, 0)
      assert.match(
        output,
        /^the orchestrator of solo has gone and left the containers of .*solo.*; `make down` ends what is left$/m,
      )
    }
    // Why it went may be there to read.
    assert.match(ok(await lab.weir('logs', 'solo')), /listening/)
    for (const _ of ['the first time', 'and again']) {
      const { code, output } = await lab.weir('down')
      assert.equal(code, 1, output)
      assert.match(
        output,
        new RegExp(`^the Docker network ${network} stays, because ${spy} is on it, .*\`make down\`$`, 'm'),
      )
      assert.deepEqual(await inDocker(), [network])
    }
    await docker('network', 'disconnect', '--force', network, spy)
    assert.equal(ok(await lab.weir('down', '--json')).trim(), '{"ended":"solo"}')
    assert.deepEqual(await inDocker(), [])
  },
)
