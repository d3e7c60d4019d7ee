// `make` alone, and `make help`: every target, in a terminal of 80 columns.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import test from 'node:test'

const make = (...targets: string[]): string =>
  execFileSync('make', ['--no-print-directory', ...targets], { encoding: 'utf8' })

test('the menu fits 80 columns and has every target', () => {
  const menu = make()
  assert.deepEqual(
    menu.split('\n').filter((line) => [...line].length > 80),
    [],
  )
  const [, targets = ''] = /^\.PHONY: (.*)$/m.exec(readFileSync('Makefile', 'utf8')) ?? []
  const shown = new Set([...menu.matchAll(/^ {2}make ([a-z-]+) /gm)].map(([, name]) => name))
  assert.deepEqual(
    targets.split(' ').filter((name) => name !== 'menu' && name !== 'help' && !shown.has(name)),
    [],
  )
})

test('make help is the menu', () => assert.equal(make('help'), make()))
