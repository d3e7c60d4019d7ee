// An IPv4 subnet as people write it, 10.213.0.0/16. Pure.
import { isIPv4 } from 'node:net'

export interface Subnet {
  /** Its first address as a number. */
  readonly first: number
  /** Length, bits. */
  readonly prefix: number
}

/** Null for what is none. Bits below the prefix are let be: 10.213.4.7/16 is 10.213.0.0/16. */
export const readSubnet = (text: string): Subnet | null => {
  const [bytes = '', length = '', ...more] = text.split('/')
  if (!isIPv4(bytes) || !/^\d{1,2}$/.test(length) || Number(length) > 32 || more.length > 0) return null
  const address = bytes.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  const prefix = Number(length)
  return { first: address - (address % 2 ** (32 - prefix)), prefix }
}

/** Whether two subnets have an address in common. */
export const shareAddress = (a: Subnet, b: Subnet): boolean =>
  a.first < b.first + 2 ** (32 - b.prefix) && b.first < a.first + 2 ** (32 - a.prefix)

/** No host has an address of these: this network, loopback, link-local, multicast, reserved (RFC 6890). */
const NOT_FOR_HOSTS = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3']

/** Whether networks of hosts can be cut from it. */
export const isForHosts = (text: string): boolean => {
  const subnet = readSubnet(text)
  return subnet !== null && NOT_FOR_HOSTS.every((other) => !shareAddress(subnet, readSubnet(other) as Subnet))
}
