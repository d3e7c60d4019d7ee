import assert from 'node:assert/strict'
import test from 'node:test'
import { decodeClock, encodeClock, type PictureClock } from '@weir/wire'
import { readCells } from './read.ts'

const CLOCK: PictureClock = { x: 12, y: 8, cell: 8, bits: 32, checkBits: 8 }
const WIDTH = CLOCK.bits * CLOCK.cell

/** A strip as a decoder gives it: limited range, soft edges between cells, some noise. */
const strip = (millis: number, black: number, white: number, noise: number): Uint8ClampedArray => {
  const cells = encodeClock(millis)
  const pixels = new Uint8ClampedArray(WIDTH * CLOCK.cell * 4)
  for (let index = 0; index < pixels.length / 4; index++) {
    const x = index % WIDTH
    const level = cells[Math.floor(x / CLOCK.cell)] === 1 ? white : black
    const edge = x % CLOCK.cell === 0 ? (black + white) / 2 : level
    const value = edge + ((index * 7919) % (2 * noise + 1)) - noise
    pixels.set([value, value, value, 255], index * 4)
  }
  return pixels
}

for (const [name, black, white, noise] of [
  ['full range', 0, 255, 0],
  ['limited range', 16, 235, 10],
  ['washed out and noisy', 70, 190, 35],
] as const) {
  test(`reads the clock out of pixels: ${name}`, () => {
    for (const millis of [0, 1, 0xffffff, 1_763_880_000_123, 1_763_880_012_345]) {
      assert.equal(decodeClock(readCells(strip(millis, black, white, noise), WIDTH, CLOCK)), millis % 2 ** 24)
    }
  })
}

test('a picture without a clock says nothing', () => {
  for (const level of [0, 128, 255]) {
    const plain = new Uint8ClampedArray(WIDTH * CLOCK.cell * 4).fill(level)
    assert.equal(decodeClock(readCells(plain, WIDTH, CLOCK)), undefined)
  }
})
