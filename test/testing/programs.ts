/** Programs that some tests need and a machine may lack. */

/** Path of a program on PATH, null when there is none. */
export function findProgram(name: string): string | null {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  for (const folder of folders.filter((folder) => folder !== "")) {
    try {
      const path = `${folder}/${name}`;
      if (Deno.statSync(path).isFile) return path;
    } catch {
      // Not in this folder, or the folder is not ours to look into.
    }
  }
  return null;
}

/** For a test that compares with `ps`, or has us read it: skipped, by name, where it is not installed. */
export const needsPs = {
  missing: findProgram("ps") === null,
  name: "(needs the package procps)",
} as const;
