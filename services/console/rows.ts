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
  td.replaceChildren(...content())
}

/** Sets the row `key` of the table body with this id, and adds it when there is none. */
export const showRow = (bodyId: string, key: string, cells: readonly Cell[]): void => {
  const body = byId(bodyId) as HTMLTableSectionElement
  let row = [...body.rows].find((tr) => tr.dataset.key === key)
  if (!row) {
    row = element('tr', {}, ...cells.map(() => element('td')))
    row.dataset.key = key
    body.append(row)
  }
  for (const [i, td] of [...row.cells].entries()) {
    const cell = cells[i]
    if (cell) fill(td, cell)
  }
}
