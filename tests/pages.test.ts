// The pages for people name what is there: every link leads somewhere, and every file that a page names exists, below the
// page's own folder when it is named without one.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'

// Tests run from the root of the checkout.
const AT_ROOT = readdirSync('.')
const FOLDERS = ['services', 'grafana', 'bench', 'tests', 'tools', 'labs', 'images']
const FILES = [
  ...AT_ROOT,
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .map((name) => join(folder, String(name)))
      .filter((name) => !name.includes('node_modules')),
  ),
]
const PAGES = FILES.filter((file) => file.endsWith('.md'))

const LINK = /\]\((?!https?:)([^)#\s]+)/g
const NAMED = /`([\w./-]+\.(?:ts|mjs|yaml|yml|csv|html|sh))`/g

const isThere = (named: string, folder: string): boolean =>
  AT_ROOT.includes(named) ||
  FILES.some((file) => `/${file}`.endsWith(`/${named}`) && (named.includes('/') || file.startsWith(folder)))

test('pages are found', () => assert.ok(PAGES.length > 15 && PAGES.includes('README.md'), PAGES.join()))

for (const page of PAGES)
  test(`${page} names what is there`, () => {
    const text = readFileSync(page, 'utf8')
    const folder = page.includes('/') ? `${dirname(page)}/` : ''
    const links = [...text.matchAll(LINK)].map(([, to = '']) => to)
    assert.deepEqual(
      links.filter((to) => !existsSync(join(folder, to))),
      [],
    )
    const named = [...text.matchAll(NAMED)].map(([, file = '']) => file)
    assert.deepEqual(
      named.filter((file) => !isThere(file, folder)),
      [],
    )
  })
