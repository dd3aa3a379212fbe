/** Divides the workers of a load among its threads. */

/** Returns the indices of a thread's share of the workers; consecutive ones, so that they cover as many nodes as possible. */
export function toWorkerIndices(
  { workers, threads }: { readonly workers: number; readonly threads: number },
  thread: number,
): number[] {
  const from = Math.floor(workers * thread / threads);
  const to = Math.floor(workers * (thread + 1) / threads);
  return Array.from({ length: to - from }, (_, i) => from + i);
}
