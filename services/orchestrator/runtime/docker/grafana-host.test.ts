import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { parse } from 'yaml'
import { grafanaHost } from './grafana-host.ts'

const ports = { console: 8080, edges: {}, nodes: 9100, prometheus: 9090, grafana: 3001 }
const OPEN = { domain: '', enforced: false }
const CASES = [
  ['127.0.0.1', null, { rootUrl: 'http://127.0.0.1:3001/', domain: '127.0.0.1', enforced: true }],
  ['127.0.0.5', null, { rootUrl: 'http://127.0.0.5:3001/', domain: '127.0.0.5', enforced: true }],
  // It compares with what stands before the first colon.
  ['::1', null, { rootUrl: '', ...OPEN }],
  // From a network it goes by several names.
  ['0.0.0.0', null, { rootUrl: '', ...OPEN }],
  ['192.0.2.7', null, { rootUrl: '', ...OPEN }],
  ['127.0.0.1', 'https://lab.example/weir/', { rootUrl: 'https://lab.example/weir/grafana/', ...OPEN }],
] as const
for (const [bind, publicUrl, expected] of CASES)
  test(`bound to ${bind}, behind ${publicUrl}`, () =>
    assert.deepEqual(grafanaHost({ bind, ports, ...(publicUrl ? { publicUrl } : {}) }), expected))

test('its service says so, and lets nobody log in', () => {
  const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true })
  const { environment } = services.grafana as { environment: Readonly<Record<string, string>> }
  assert.deepEqual(
    [
      'GF_SERVER_ROOT_URL',
      'GF_SERVER_DOMAIN',
      'GF_SERVER_ENFORCE_DOMAIN',
      'GF_AUTH_BASIC_ENABLED',
      'GF_AUTH_DISABLE_LOGIN_FORM',
      'GF_AUTH_ANONYMOUS_ORG_ROLE',
    ].map((name) => environment[name]),
    [
      '${WEIR_GRAFANA_ROOT_URL?}',
      '${WEIR_GRAFANA_DOMAIN?}',
      '${WEIR_GRAFANA_ENFORCE_DOMAIN:?}',
      'false',
      'true',
      'Viewer',
    ],
  )
})
