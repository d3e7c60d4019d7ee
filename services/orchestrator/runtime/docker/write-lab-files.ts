// Puts a lab's files in its folder. The folder itself is closed to other users, for the nodes' control token is in the
// files; the two subfolders are open, for the containers that they are mounted into run as nobody special.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** With `keep` the subfolders stay what they are: containers that run have them mounted. */
export const writeLabFiles = (folder: string, files: Readonly<Record<string, string>>, keep = false): void => {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o700)
  const subfolders = new Set(
    Object.keys(files)
      .map(dirname)
      .filter((name) => name !== '.'),
  )
  for (const name of keep ? [] : subfolders) {
    // What another runtime kept there is not for this one.
    rmSync(join(folder, name), { recursive: true, force: true })
    mkdirSync(join(folder, name))
    chmodSync(join(folder, name), 0o755)
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), name.includes('/') ? 0o644 : 0o600)
  }
}
