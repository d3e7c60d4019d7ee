import { WireError } from '../error.ts'
import { type Fields, readChoice, readCount, readName, readObject, readOptional, readText } from './fields.ts'

/** Names a node: the id from the topology, and the index that stands for it in hop trails. */
export interface NodeName {
  readonly id: string
  readonly index: number
}

/** The first message of each side. A parent waits for the child's before it sends anything. */
export interface Hello {
  readonly type: 'hello'
  /** `relay` forwards what it gets; `viewer` plays it. */
  readonly role: 'relay' | 'viewer'
  /** Who is speaking; a relay must say, a viewer need not. */
  readonly node?: NodeName
  /** Software and version, for logs. */
  readonly agent: string
}

export const readNodeName = (where: string, value: unknown): NodeName => {
  const fields = readObject(where, value)
  return { id: readName(`${where}.id`, fields.id), index: readCount(`${where}.index`, fields.index, 0xffff) }
}

export const readHello = (fields: Fields): Hello => {
  const node = readOptional('hello.node', fields.node, readNodeName)
  const role = readChoice('hello.role', fields.role, ['relay', 'viewer'])
  if (role === 'relay' && !node) throw new WireError('field', 'hello.node: a relay must name itself')
  return {
    type: 'hello',
    role,
    ...(node ? { node } : {}),
    agent: readText('hello.agent', fields.agent, 200),
  }
}
