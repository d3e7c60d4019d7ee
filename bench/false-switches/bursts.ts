/**
 * A program for `node -e` that takes a core for 5 to 80 ms at a time, with as long a rest on average: what a build, a
 * browser or another lab does to the machine. It ends when whoever started it is gone.
 */
export const BURSTS = `
  const parent = process.ppid
  const burn = () => {
    if (process.ppid !== parent) process.exit()
    const end = performance.now() + 5 + 75 * Math.random()
    while (performance.now() < end);
    setTimeout(burn, 85 * Math.random())
  }
  burn()
`
