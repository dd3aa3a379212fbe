/** Installs packages that only some notebooks require, when one of these runs. */
import { readTextIfThere } from "../record/disk/if_there.ts";

/**
 * Installs the packages of a folder of `optional/`, once. Throws `Error` with the installer's last line if it fails.
 */
export async function installOptional(folder: string): Promise<void> {
  const marker = `${folder}/node_modules/.installed`;
  const lock = await Deno.readTextFile(`${folder}/deno.lock`);
  if (await readTextIfThere(marker) === lock) return;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet", "--frozen"],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    const line = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
    throw new Error(
      `Cannot install ${folder} as the installer failed: ${line}; try again with a network`,
    );
  }
  await Deno.writeTextFile(marker, lock);
}
