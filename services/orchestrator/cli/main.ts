// `weir <verb>`: a verb is a file. Facts go to stdout, everything else to stderr; a failure is one message and exit
// code 1; a command line or a variable that can't be understood is 2; Ctrl-C is 130, as shells have it.
import { resolve } from 'node:path'
import { redact } from '@weir/redact'
import { isUsualFolder, readSettings, SettingsError } from '@weir/settings'
import { broken, columnsOf, printable } from '@weir/terminal'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { version } from '../package.json'
import { NODE_FAULTS } from '../runtime/runtime.ts'
import { UsageError } from '../topology/usage-error.ts'
import type { Context } from './context.ts'
import { down } from './down.ts'
import { errorText } from './error-text.ts'
import { fault } from './fault.ts'
import { graph } from './graph.ts'
import { link } from './link.ts'
import { list } from './list.ts'
import { logs } from './logs.ts'
import { render } from './render.ts'
import { reset } from './reset.ts'
import { findRoot } from './root.ts'
import { serve } from './serve.ts'
import { status } from './status.ts'
import { Interrupted, up } from './up.ts'
import { validate } from './validate.ts'

let made = null as Context | null

/** Made by the verb, so that `--help` helps whatever the environment says. */
const context = (): Context => {
  const settings = readSettings(process.env)
  const root = settings.root ?? findRoot(process.argv[1] ?? '')
  // What somebody names is theirs to find; the usual one is the checkout's.
  const folder = resolve(isUsualFolder(process.env) ? root : '.', settings.stateFolder)
  const own: Context = {
    root,
    folder,
    settings,
    containerised: settings.root !== null,
    say: (line) => console.error(broken(printable(redact(line)), [root, folder], columnsOf(process.stderr))),
    print: (line) => console.log(printable(redact(line))),
    columns: columnsOf(process.stdout),
  }
  made = own
  return own
}

const program = new Command('weir')
  .description('A lab for push-based live streaming over WebSocket')
  .version(version)
  .showHelpAfterError('(weir --help lists what there is)')
  .exitOverride()
const json = () => new Option('--json', 'print JSON').default(false)
/** Commander puts the option before it. */
const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}
const TOPOLOGY = 'a name in topology.yaml, a file (labs/mine.yaml#name) or a generator (chain:hops=5)'

program
  .command('up')
  .description('start a lab and wait until every edge has its first chunk')
  .argument('[topology]', TOPOLOGY)
  .addOption(new Option('--runtime <runtime>', 'auto, docker or process').env('RUNTIME').default('auto'))
  .option('--apply', 'change a lab that runs to what its file says now', false)
  .addOption(json())
  .action((topology, options) => up(context(), { ...options, topology }))
program
  .command('down')
  .description('end the lab')
  .addOption(json())
  .action((options) => down(context(), options))
program
  .command('status')
  .description('nodes, links and addresses of the lab that runs')
  .option('--ready', 'exit code 1 also while a node is down or an edge still waits for its first chunk', false)
  .addOption(json())
  .addHelpText(
    'after',
    '\nExit code 0 when a lab runs, whatever its nodes do (with --ready: when all of it\nis ready), 1 when none runs or it does not answer, 2 for a wrong command line.',
  )
  .action((options) => status(context(), options))
program
  .command('logs')
  .description('what the nodes wrote')
  .argument('[node]', 'one node, or orchestrator, or prometheus')
  .option('-f, --follow', 'go on with what comes', false)
  .option('-n, --lines <count>', 'how many of the last lines', wholeNumber, 100)
  .addOption(json())
  .action((node, options) => logs(context(), { ...options, node }))
program
  .command('graph')
  .description('draw a topology')
  .argument('[topology]', TOPOLOGY)
  .option('--format <format>', 'mermaid, dot or svg', 'mermaid')
  .addOption(json())
  .action((topology, options) => graph(context(), { ...options, topology }))
program
  .command('render')
  .description('print the compose file that the Docker runtime would run, or the topology as a file')
  .argument('[topology]', TOPOLOGY)
  .option('--yaml', 'the topology itself, also of a generator, to go on from', false)
  .addOption(json())
  .action((topology, options) => render(context(), { ...options, topology }))
program
  .command('list')
  .description('the topologies, labs and generators that `weir up` takes')
  .addOption(json())
  .action((options) => list(context(), options))
program
  .command('validate')
  .description('say everything that is wrong with a topology file, without starting it')
  .argument('<file>', 'as in labs/mine.yaml, or what else `weir up` takes')
  .addOption(json())
  .action((file, options) => validate(context(), file, options))
program
  .command('link')
  .description('show or change a link: weir link mid-a:edge1 delay=50ms | clear | partition | heal')
  .argument('<link>', "parent:child, or edge:viewers for a last mile; a star stands for any characters: 'us-*:us-edge'")
  .argument('[settings...]', 'delay=50ms jitter=3ms rate=20mbit loss=0.1% trace=lte.csv, clear, partition, heal')
  .addOption(json())
  .action((name, settings, options) => link(context(), name, settings, options))
for (const name of NODE_FAULTS) {
  program
    .command(name)
    .description(`${name} nodes`)
    .argument('<nodes...>', "ids, groups ('group:reg-a') or patterns ('edge-a*')")
    .addOption(json())
    .action((nodes, options) => fault(context(), name, nodes, options))
}
program
  .command('reset')
  .description('heal every link and start every node: the lab as its topology has it')
  .addOption(json())
  .action((options) => reset(context(), options))
program
  .command('serve', { hidden: true })
  .argument('<lab>', 'lab.json, as `weir up` wrote it')
  .option('--listen <address>', 'listen there instead of where the lab says')
  .option('--log <file>', 'write there, bounded, what it would print')
  .action((file, options) => serve(context(), file, options))

try {
  await program.parseAsync()
} catch (error) {
  // Help and the version are errors to commander, too.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    const text = printable(redact(errorText(error, made?.folder ?? null)))
    const paths = made ? [made.root, made.folder, process.cwd()] : []
    console.error(broken(text, paths, columnsOf(process.stderr)))
    const isUsage = error instanceof UsageError || error instanceof SettingsError
    process.exitCode = error instanceof Interrupted ? 130 : isUsage ? 2 : 1
  }
}
