// WEIR_LAB: one number in place of eight variables, so that many people run labs on one machine. Lab 7 has ports, addresses,
// a Compose project and a state folder that no other number has; a variable that is set besides is taken as it is. Pure.

const FIRST_PORT = 12_000
/** A lab's share: with 99 of them the last ends below what systems give to outgoing connections, 32768. */
const PORTS = 200
export const MOST_LABS = 99

/** What the settings of that lab are when their variables are not set. */
export const settingsOfLab = (number: number) => {
  const first = FIRST_PORT + PORTS * number
  return {
    consolePort: first,
    prometheusPort: first + 1,
    grafanaPort: first + 2,
    // A hundred edges, ninety other nodes.
    edgePort: first + 10,
    nodePort: first + 110,
    subnet: `10.${100 + number}.0.0/16`,
    project: `weir-${number}`,
    // No topology's folder: their names have no dot.
    stateFolder: `.weir/lab.${number}`,
  }
}
