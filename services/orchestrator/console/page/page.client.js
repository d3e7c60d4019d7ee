// The console's page: asks /api/state each second and shows it. Everything is set as text, never as markup.

const byId = (id) => document.getElementById(id)
const milliseconds = (seconds) =>
  seconds === null || seconds === undefined ? '–' : `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 1)} ms`

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}
const anchor = (href, text = href) => element('a', { href }, text)

const impairText = (impair) =>
  [
    impair.partition ? 'partition' : '',
    impair.delaySeconds ? `delay ${+(impair.delaySeconds * 1000).toPrecision(6)}ms` : '',
    impair.jitterSeconds ? `jitter ${+(impair.jitterSeconds * 1000).toPrecision(6)}ms` : '',
    impair.rateBitsPerSecond ? `rate ${impair.rateBitsPerSecond / 1e6}mbit` : '',
    impair.loss ? `loss ${+(impair.loss * 100).toPrecision(6)}%` : '',
    impair.trace ? 'trace' : '',
  ]
    .filter(Boolean)
    .join(' · ')

const change = async (method, path, body) => {
  const response = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  byId('failure').hidden = response.ok
  if (!response.ok) byId('failure').textContent = (await response.json()).error
  await refresh()
}
const button = (text, action) => element('button', { type: 'button', onclick: action }, text)

const faultButtons = (node) => {
  const offered = {
    running: ['kill', 'freeze', 'restart'],
    frozen: ['thaw', 'kill'],
    stopped: ['start'],
    failed: ['start'],
  }
  return (offered[node.state] ?? []).map((fault) =>
    button(fault, () => change('POST', `/api/nodes/${node.id}/${fault}`, {})),
  )
}

const linkButtons = (link) => {
  const put = (impair) => change('PUT', `/api/links/${link.from}/${link.to}`, impair)
  const { partition, ...rest } = link.impair
  return partition
    ? [button('heal', () => put(rest))]
    : [
        button('+50 ms', () => put({ ...rest, delaySeconds: (rest.delaySeconds ?? 0) + 0.05 })),
        button('partition', () => put({ ...rest, partition: true })),
        ...(Object.keys(rest).length > 0 ? [button('clear', () => put({}))] : []),
      ]
}

const showMap = (state) => {
  for (const node of state.nodes) {
    const group = document.querySelector(`[data-node="${node.id}"]`)
    if (group) group.setAttribute('class', `node ${node.state}`)
  }
  for (const link of state.links) {
    const group = document.querySelector(`[data-link="${link.from}->${link.to}"]`)
    if (!group) continue
    group.setAttribute('class', `link ${link.state}`)
    group.querySelector('text').textContent = link.push ? milliseconds(link.push.p50Seconds) : link.state
  }
}

// Rows stay and only what differs is set anew, so that a button is not replaced under the pointer that clicks it.
const fill = (td, content, signature) => {
  if (td.dataset.signature === signature) return
  td.dataset.signature = signature
  td.replaceChildren(...content())
}
const row = (table, key, cells) => {
  let found = [...table.rows].find((tr) => tr.dataset.key === key)
  if (!found) {
    found = element('tr', {}, ...cells.map(() => element('td')))
    found.dataset.key = key
    table.append(found)
  }
  cells.forEach(({ className = '', text, content, signature = text }, i) => {
    const td = found.cells[i]
    td.className = className
    fill(td, content ?? (() => [text]), signature)
  })
}

const showTables = (state) => {
  for (const link of state.links) {
    const number = (seconds) => ({ text: milliseconds(seconds), className: 'number' })
    row(byId('links'), `${link.from}->${link.to}`, [
      { text: `${link.from} → ${link.to}` },
      { text: link.state, className: `state ${link.state}` },
      number(link.push?.p50Seconds),
      number(link.push?.p99Seconds),
      number(link.push?.errorSeconds),
      number(link.rttSeconds),
      { text: impairText(link.impair) },
      { content: () => linkButtons(link), signature: JSON.stringify(link.impair), className: 'actions' },
    ])
  }
  for (const node of state.nodes) {
    const exit = node.restarts > 0 || node.state !== 'running' ? node.lastExit : null
    const streams = node.roles.includes('edge') ? [...new Set(node.detail?.tracks.map((track) => track.stream))] : []
    const places = () =>
      node.url
        ? [anchor(node.url), ...streams.flatMap((name) => [' ', anchor(`${node.url}/watch/${name}`, `▶ ${name}`)])]
        : ['–']
    row(byId('nodes'), node.id, [
      { text: node.id },
      { text: node.roles.join(' + ') },
      { text: node.state, className: `state ${node.state}` },
      { content: places, signature: `${node.url} ${streams}` },
      { text: String(node.restarts), className: 'number' },
      { text: [...node.faults, ...(exit ? [exit] : [])].join('; ') },
      { content: () => faultButtons(node), signature: node.state, className: 'actions' },
    ])
  }
}

const show = (state) => {
  document.title = `Weir: ${state.topology}`
  byId('topology').textContent = `${state.topology}, ${state.runtime} runtime`
  const running = state.nodes.filter((node) => node.state === 'running').length
  byId('summary').textContent = state.ready
    ? `${running} of ${state.nodes.length} nodes run; every edge has its streams`
    : `${running} of ${state.nodes.length} nodes run; ${state.waiting.join('; ')}`
  byId('places').replaceChildren(
    ...(state.prometheus ? [anchor(state.prometheus, 'Prometheus')] : []),
    ...(state.grafana ? [anchor(state.grafana, 'Grafana')] : []),
  )
  showMap(state)
  showTables(state)
}

const refresh = async () => {
  try {
    const response = await fetch('/api/state')
    show(await response.json())
  } catch {
    byId('summary').textContent = 'the orchestrator does not answer'
  }
}

const map = await (await fetch('/graph.svg')).text()
byId('map').replaceChildren(
  document.importNode(new DOMParser().parseFromString(map, 'image/svg+xml').documentElement, true),
)
for (;;) {
  await refresh()
  await new Promise((wake) => setTimeout(wake, 1000))
}
