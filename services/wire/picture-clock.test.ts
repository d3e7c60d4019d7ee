import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import {
  type Bit,
  CLOCK_CHECK_BITS,
  CLOCK_PERIOD_MILLIS,
  CLOCK_VALUE_BITS,
  clockCellCentres,
  clockCheckBit,
  clockTimeMillis,
  decodeClock,
  encodeClock,
} from './picture-clock.ts'

const CELLS = CLOCK_VALUE_BITS + CLOCK_CHECK_BITS
const row = (text: string): Bit[] => [...text].map((cell) => (cell === '1' ? 1 : 0))
const anyTime = fc.integer({ min: 0, max: 4e12 })

test('cells of known times', () => {
  assert.deepEqual(encodeClock(0), row('00000000 00000000 00000000 10100101'.replaceAll(' ', '')))
  // CRC-8/SMBUS of the bytes 00 00 01 is 0x07, XOR 0xA5 is 0xA2.
  assert.deepEqual(encodeClock(1.999), row('10000000 00000000 00000000 01000101'.replaceAll(' ', '')))
})

test('what was encoded is decoded, and the time is found again', () => {
  fc.assert(
    fc.property(anyTime, fc.integer({ min: -3_600_000, max: 3_600_000 }), (millis, late) => {
      const value = decodeClock(encodeClock(millis))
      assert.equal(value, millis % CLOCK_PERIOD_MILLIS)
      assert.equal(clockTimeMillis(value as number, millis + late), millis)
    }),
  )
})

test('one to three misread cells are noticed', () => {
  const errors = fc.uniqueArray(fc.nat(CELLS - 1), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(anyTime, errors, (millis, wrong) => {
      const cells = encodeClock(millis).map((cell, index): Bit => (wrong.includes(index) ? (cell ? 0 : 1) : cell))
      assert.equal(decodeClock(cells), undefined)
    }),
  )
})

test('rows of one colour and rows of another length are refused', () => {
  assert.equal(decodeClock(row('0'.repeat(CELLS))), undefined)
  assert.equal(decodeClock(row('1'.repeat(CELLS))), undefined)
  assert.equal(decodeClock(encodeClock(5).slice(1)), undefined)
})

test('check bits as parities agree with the encoder', () => {
  fc.assert(
    fc.property(anyTime, (millis) => {
      const cells = encodeClock(millis)
      for (let index = 0; index < CLOCK_CHECK_BITS; index++) {
        const { valueBits, inverted } = clockCheckBit(index)
        const parity = valueBits.reduce((sum, bit) => sum + (cells[bit] as number), inverted ? 1 : 0) % 2
        assert.equal(cells[CLOCK_VALUE_BITS + index], parity)
      }
    }),
  )
})

test('centres of the cells', () => {
  const centres = clockCellCentres({ x: 64, y: 16, cell: 16, bits: CELLS, checkBits: CLOCK_CHECK_BITS })
  assert.deepEqual(centres[0], { x: 72, y: 24 })
  assert.deepEqual(centres[31], { x: 568, y: 24 })
})
