/** Packages that only some notebooks need, installed when one of those runs and never before. */
import { maybeText } from "./maybe_text.ts";

/** Installs the packages of a folder of `optional/`, once; throws with the installer's last words when it fails. */
export async function installOptional(folder: string): Promise<void> {
  const marker = `${folder}/node_modules/.installed`;
  const wanted = await Deno.readTextFile(`${folder}/deno.lock`);
  if (await maybeText(marker) === wanted) return;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet", "--frozen"],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
    throw new Error(
      `Cannot install ${folder} as the installer says: ${said}; try again with a network`,
    );
  }
  await Deno.writeTextFile(marker, wanted);
}
