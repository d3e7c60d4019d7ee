// Questions to a graph. Pure.

export interface Arrow {
  readonly from: string
  readonly to: string
}

const childrenOf = (links: readonly Arrow[]): Map<string, string[]> => {
  const children = new Map<string, string[]>()
  for (const { from, to } of links) {
    const known = children.get(from)
    if (known) known.push(to)
    else children.set(from, [to])
  }
  return children
}

/** The nodes of one cycle, in push direction and with the first again at the end; null when there is none. */
export const findCycle = (links: readonly Arrow[]): readonly string[] | null => {
  const children = childrenOf(links)
  const done = new Set<string>()
  for (const start of children.keys()) {
    // Depth first with a stack of its own: a chain may be longer than the call stack is deep.
    const trail: { id: string; next: number }[] = done.has(start) ? [] : [{ id: start, next: 0 }]
    const onTrail = new Set(trail.map(({ id }) => id))
    for (let top = trail.at(-1); top; top = trail.at(-1)) {
      const child = children.get(top.id)?.[top.next++]
      if (child === undefined) {
        done.add(top.id)
        onTrail.delete(top.id)
        trail.pop()
      } else if (onTrail.has(child)) {
        const ids = trail.map(({ id }) => id)
        return [...ids.slice(ids.indexOf(child)), child]
      } else if (!done.has(child)) {
        trail.push({ id: child, next: 0 })
        onTrail.add(child)
      }
    }
  }
  return null
}

/** All that can be reached from `starts`, themselves included. */
export const reachable = (starts: Iterable<string>, links: readonly Arrow[]): ReadonlySet<string> => {
  const children = childrenOf(links)
  const reached = new Set<string>(starts)
  for (const id of reached) for (const child of children.get(id) ?? []) reached.add(child)
  return reached
}

/** How many links the longest way to each node has. Takes an acyclic graph. */
export const depths = (ids: readonly string[], links: readonly Arrow[]): ReadonlyMap<string, number> => {
  const children = childrenOf(links)
  const waiting = new Map(ids.map((id) => [id, 0]))
  for (const { to } of links) waiting.set(to, (waiting.get(to) ?? 0) + 1)
  const depth = new Map(ids.map((id) => [id, 0]))
  const ready = ids.filter((id) => waiting.get(id) === 0)
  for (const id of ready) {
    for (const child of children.get(id) ?? []) {
      depth.set(child, Math.max(depth.get(child) ?? 0, (depth.get(id) ?? 0) + 1))
      waiting.set(child, (waiting.get(child) ?? 0) - 1)
      if (waiting.get(child) === 0) ready.push(child)
    }
  }
  return depth
}
