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

/**
 * For tests of a real Diego. CI takes a skipped test for a failure, unless its name says that no registry serves what it
 * needs: `scripts/ci_summary.ts`.
 */
export const needsDiego = {
  missing: ["bbs", "locket", "auctioneer"].some((name) =>
    findProgram(name) === null
  ),
  name: "(needs bbs, locket and auctioneer, which no registry serves)",
} as const;

/** For tests of a real control plane of Kubernetes, likewise. */
export const needsKubernetes = {
  missing: [
    "kube-apiserver",
    "kube-scheduler",
    "kube-controller-manager",
    "kwok",
  ].some((name) => findProgram(name) === null),
  name:
    "(needs kube-apiserver, kube-scheduler, kube-controller-manager and kwok, which no registry serves)",
} as const;
