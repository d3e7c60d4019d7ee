import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { isUsualFolder, readSetting, readSettings, SETTINGS } from './settings.ts'

const usual = Object.fromEntries(Object.entries(SETTINGS).map(([key, setting]) => [key, setting.usual]))

test('settings', () => {
  assert.deepEqual(readSettings({}), usual)
  assert.equal(readSettings({}).consolePort, 8080)
  assert.equal(readSettings({ WEIR_CONSOLE_PORT: '' }).consolePort, 8080)
  assert.equal(readSettings({ WEIR_BIND: '0.0.0.0' }).bind, '0.0.0.0')
  assert.throws(() => readSettings({ WEIR_CONSOLE_PORT: 'x', WEIR_EDGE_PORT: '70000' }), {
    message: [
      'WEIR_CONSOLE_PORT="x", expected a whole number from 1 to 65535',
      'WEIR_EDGE_PORT="70000", expected a whole number from 1 to 65535',
    ].join('\n'),
  })
})

for (const [key, given, value] of [
  ['bind', '::1', '::1'],
  ['bind', 'localhost', 'localhost'],
  ['upTimeoutSeconds', '3600', 3600],
  ['stateFolder', 'a folder', 'a folder'],
  ['prometheus', '/opt/prometheus', '/opt/prometheus'],
  ['publicUrl', 'https://{node}.lab.example', 'https://{node}.lab.example'],
  ['subnet', '10.199.0.0/16', '10.199.0.0/16'],
  ['project', 'weir-2_b', 'weir-2_b'],
  ['origins', 'https://a.example, http://10.0.0.9:3000', ['https://a.example', 'http://10.0.0.9:3000']],
  ['grafana', 'on', true],
  ['grafana', 'off', false],
  ['grafanaImage', 'localhost:5000/grafana@sha256:00ff', 'localhost:5000/grafana@sha256:00ff'],
] as const)
  test(`${SETTINGS[key].name}=${given}`, () => {
    assert.deepEqual(readSetting(key, { [SETTINGS[key].name]: given }), value)
    assert.deepEqual(readSettings({ [SETTINGS[key].name]: given })[key], value)
  })

test('WEIR_LAB gives a lab all that it must have for itself, and what is set besides is taken', () => {
  const { consolePort, edgePort, nodePort, prometheusPort, grafanaPort, subnet, project, stateFolder } = readSettings({
    WEIR_LAB: '7',
    WEIR_EDGE_PORT: '9000',
  })
  assert.deepEqual([consolePort, prometheusPort, grafanaPort, edgePort, nodePort], [13400, 13401, 13402, 9000, 13510])
  assert.deepEqual([subnet, project, stateFolder], ['10.107.0.0/16', 'weir-7', '.weir/lab.7'])
  assert.equal(readSetting('consolePort', { WEIR_LAB: '7' }), 13400)
  assert.throws(
    () => readSetting('consolePort', { WEIR_LAB: 'seven' }),
    /^SettingsError: WEIR_LAB="seven", expected a whole/,
  )
})

test('no two numbers of WEIR_LAB share anything, with each other or with no number at all', () => {
  const labs = [undefined, ...Array.from({ length: 99 }, (_, i) => String(i + 1))].map((WEIR_LAB) =>
    readSettings({ WEIR_LAB }),
  )
  const keys = ['consolePort', 'edgePort', 'nodePort', 'prometheusPort', 'grafanaPort', 'subnet', 'project'] as const
  const values = labs.flatMap((lab) => [...keys.map((key) => String(lab[key])), lab.stateFolder])
  assert.equal(new Set(values).size, values.length)
  for (const [i, { edgePort, nodePort }] of labs.slice(1).entries()) {
    assert.equal(nodePort - edgePort, 100)
    assert.ok(nodePort + 90 <= (labs[i + 2]?.consolePort ?? 32_768))
  }
})

for (const blank of ['', ' ', '\t\n '])
  test(`set to ${JSON.stringify(blank)} is as not set; for Prometheus it means none`, () => {
    const nothing = Object.fromEntries(Object.values(SETTINGS).map(({ name }) => [name, blank]))
    assert.deepEqual(readSettings(nothing), { ...usual, prometheus: null })
    assert.equal(isUsualFolder(nothing), true)
  })

for (const [key, given, expected] of [
  ['bind', '127.0.0.1:80', 'an address such as 127.0.0.1'],
  ['nodePort', '0', 'a whole number from 1 to 65535'],
  ['grafanaPort', '30e2', 'a whole number from 1 to 65535'],
  ['upTimeoutSeconds', '1.5', 'a whole number from 1 to 3600'],
  ['publicUrl', 'lab.example', 'an address such as https://example.org/weir/ or https://{node}.example.org/'],
  ['subnet', '10.213.0.0', SETTINGS.subnet.expected],
  ['subnet', '10.213.0.256/16', SETTINGS.subnet.expected],
  ['subnet', '10.213.0.0/33', SETTINGS.subnet.expected],
  ['subnet', 'foo', SETTINGS.subnet.expected],
  ['subnet', '127.0.0.0/16', SETTINGS.subnet.expected],
  ['subnet', '224.0.0.0/8', SETTINGS.subnet.expected],
  ['subnet', '0.0.0.0/0', SETTINGS.subnet.expected],
  ['subnet', '169.254.0.0/20', SETTINGS.subnet.expected],
  ['bind', 'fe80::1%eth0', 'an address such as 127.0.0.1'],
  ['bind', '1.2.3', 'an address such as 127.0.0.1'],
  ['lab', '0', 'a whole number from 1 to 99'],
  ['lab', '100', 'a whole number from 1 to 99'],
  ['lab', '07', 'a whole number from 1 to 99'],
  ['lab', '../x', 'a whole number from 1 to 99'],
  ['project', 'My.Lab', 'a name of lower-case letters, digits, - and _ that begins with a letter or a digit'],
  ['project', 'My Lab', 'a name of lower-case letters, digits, - and _ that begins with a letter or a digit'],
  ['origins', 'lab.example', 'origins such as https://lab.example:8443, with commas between them'],
  ['origins', 'https://lab.example/', 'origins such as https://lab.example:8443, with commas between them'],
  ['origins', 'null', 'origins such as https://lab.example:8443, with commas between them'],
  ['dockerSocket', 'docker.sock', 'an absolute path'],
  ['grafana', 'no', 'on or off'],
  ['baseImage', 'node 24', 'an image such as debian:bookworm-slim'],
] as const)
  test(`${SETTINGS[key].name}=${given} is refused in one sentence`, () => {
    const { name } = SETTINGS[key]
    const error = { message: `${name}="${given}", expected ${expected}` }
    assert.throws(() => readSetting(key, { [name]: given }), { ...error, name: 'SettingsError' })
    assert.throws(() => readSettings({ [name]: given }), error)
  })

/** Not for people: set by tools/weir-docker, and by tests. */
const INTERNAL = ['WEIR_ROOT', 'WEIR_PLAYER_DIR']
/** Read by tools/weir-docker alone, where there is no Node to ask. */
const OF_THE_SHELL = ['WEIR_DOCKER_CLI_IMAGE']

test('README lists them, each with its usual value', () => {
  const [, table = ''] = /## Variables\n([\s\S]*?)\n## /.exec(readFileSync('README.md', 'utf8')) ?? []
  const rows = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  const listed = rows.flatMap(([, names = '', values = '']) =>
    [...names.matchAll(/WEIR_\w+/g)].map(([name], i, all) => ({
      name,
      // Several names in one row have their values in the same order.
      value: (all.length === 1 ? values : (values.split(', ')[i] ?? values)).replaceAll('`', ''),
    })),
  )
  const known = Object.values(SETTINGS).map(({ name }) => name)
  assert.deepEqual(
    listed.map(({ name }) => name).toSorted(),
    [...known.filter((name) => !INTERNAL.includes(name)), ...OF_THE_SHELL].toSorted(),
  )
  for (const setting of Object.values(SETTINGS)) {
    const value = listed.find(({ name }) => name === setting.name)?.value
    if (value === undefined || /^(from the PATH|pinned public|by the number of nodes)/.test(value)) continue
    assert.equal(value, setting.usual === true ? 'on' : String(setting.usual ?? 'none'), setting.name)
  }
})

test('where a file needs one before there is Node to ask, it has the same', () => {
  const shell = readFileSync('tools/weir-docker', 'utf8')
  assert.ok(shell.includes(`\${WEIR_DOCKER_SOCKET:-${SETTINGS.dockerSocket.usual}}`))
  const folder = readSetting('stateFolder', { WEIR_LAB: '7' }).replace('7', '$WEIR_LAB')
  assert.ok(shell.includes(`state=$root/${folder}`))
  assert.ok(shell.includes(`state=$root/${SETTINGS.stateFolder.usual}\n`))
})
