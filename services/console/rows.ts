// Rows of a table that stay as the page is refreshed: only what differs is set anew, so that a button is not replaced
// under the pointer that clicks it.
import { byId, element } from './element.ts'

export interface Cell {
  readonly className: string
  /** The same as last time: the cell is left as it is. */
  readonly signature: string
  readonly content: () => (Node | string)[]
}

export const text = (shown: string, className = ''): Cell => ({ className, signature: shown, content: () => [shown] })

const fill = (td: HTMLTableCellElement, { className, signature, content }: Cell): void => {
  td.className = className
  if (td.dataset.signature === signature) return
  td.dataset.signature = signature
  const buttons = () => [...td.querySelectorAll('button')]
  const at = document.activeElement
  const focused = td.contains(at) ? Math.max(0, buttons().indexOf(at as HTMLButtonElement)) : -1
  td.replaceChildren(...content())
  if (focused < 0) return
  // Whoever pressed a button by its key goes on from there, whatever stands in its place now, or will.
  td.tabIndex = -1
  ;(buttons()[focused] ?? buttons().at(-1) ?? td).focus()
}

/** Roles are said, since a narrow page lays rows out as cards, which would lose them; so are the columns' heads. */
const newRow = (body: HTMLTableSectionElement, key: string, count: number): HTMLTableRowElement => {
  const heads = [...(body.closest('table')?.tHead?.rows[0]?.cells ?? [])]
  const cells = Array.from({ length: count }, (_, i) => {
    const cell = i === 0 ? element('th', { scope: 'row', role: 'rowheader' }) : element('td', { role: 'cell' })
    cell.dataset.head = heads[i]?.innerText ?? ''
    return cell
  })
  const row = element('tr', { role: 'row' }, ...cells)
  row.dataset.key = key
  return row
}

/** Sets the row `key` of the table body with this id, and adds it when there is none. */
export const showRow = (bodyId: string, key: string, cells: readonly Cell[]): void => {
  const body = byId(bodyId) as HTMLTableSectionElement
  let row = [...body.rows].find((tr) => tr.dataset.key === key)
  if (!row) {
    row = newRow(body, key, cells.length)
    body.append(row)
  }
  for (const [i, td] of [...row.cells].entries()) {
    const cell = cells[i]
    if (cell) fill(td, cell)
  }
}
