/** Finds programs that some tests need and that may be missing. */

/** Returns the path of a program on PATH; null if there is none. */
export function findProgram(name: string): string | null {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  for (const folder of folders.filter((folder) => folder !== "")) {
    try {
      const path = `${folder}/${name}`;
      if (Deno.statSync(path).isFile) return path;
    } catch {
      // Not in this folder, or no permission to read it.
    }
  }
  return null;
}

/** For a test that needs `ps`: skipped, with its name, if it is not installed. */
export const needsPs = {
  missing: findProgram("ps") === null,
  name: "(needs the package procps)",
} as const;
