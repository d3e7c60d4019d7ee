import assert from 'node:assert/strict'
import test from 'node:test'
import { clockCells, placeClock } from './clock-cells.ts'
import { clockDigits } from './clock-digits.ts'

const PLACES = [
  { width: 640, height: 360, x: 64, y: 16, cell: 16 },
  { width: 320, height: 180, x: 32, y: 8, cell: 8 },
  { width: 160, height: 90, x: 16, y: 4, cell: 4 },
  { width: 1280, height: 720, x: 128, y: 32, cell: 32 },
  { width: 3840, height: 2160, x: 1408, y: 32, cell: 32 },
  { width: 360, height: 640, x: 48, y: 8, cell: 8 },
] as const

for (const { width, height, x, y, cell } of PLACES) {
  test(`the clock in ${width}×${height}`, () => {
    const clock = placeClock(width, height)
    assert.deepEqual(clock, { x, y, cell, bits: 32, checkBits: 8 })
    const boxes = [
      ...clockCells(clock as NonNullable<typeof clock>, 0),
      ...clockDigits(clock as NonNullable<typeof clock>, 0),
    ]
    for (const box of boxes) {
      const [left = -1, top = -1, wide = 0, high = 0] = [...box.matchAll(/[xywh]=(\d+)/g)].map(([, value]) =>
        Number(value),
      )
      assert.ok(left >= 0 && top >= 0 && wide > 0 && high > 0, box)
      assert.ok(left + wide <= width && top + high <= height, `${box} is within the picture`)
    }
  })
}

test('a picture that is too small has no clock', () => {
  assert.equal(placeClock(64, 36), undefined)
  assert.equal(placeClock(640, 14), undefined)
})
