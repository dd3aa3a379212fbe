/** Looks at the threads of this process. */

/** Counts the threads of workers in this process. */
export function workerThreads(): number {
  return [...Deno.readDirSync("/proc/self/task")]
    .filter(({ name }) => {
      try {
        return Deno.readTextFileSync(`/proc/self/task/${name}/comm`)
          .startsWith("worker-");
      } catch {
        // It has ended since.
        return false;
      }
    }).length;
}
