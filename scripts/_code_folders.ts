/** Folders of code that commands check and format. */
import { exists } from "../src/record/disk/if_there.ts";
import { isHome, root } from "./_main.ts";

/** Of this tool. */
const own = [
  ...["src", "scripts", "test", "bench", "examples", "experiments"],
] as const;

/** Of a project in which it is a package: what else is there is no business of this tool. */
const others = ["experiments", "test"] as const;

/** Returns the folders of code of this project that exist, each with a slash at its end. */
export async function codeFolders(): Promise<string[]> {
  const folders: string[] = [];
  for (const name of isHome ? own : others) {
    if (await exists(`${root}${name}`)) folders.push(`${name}/`);
  }
  return folders;
}
