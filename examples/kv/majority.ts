/** Majority size, and waiting for a number of results. */

/** Returns the smallest number that is more than half of `nodes`. */
export function majorityOf(nodes: number): number {
  return Math.floor(nodes / 2) + 1;
}

/** Fewer nodes responded than are needed. */
export class NoQuorumError extends Error {
  override readonly name = "NoQuorumError";
}

/**
 * Returns the first `need` results; the other requests continue. Throws NoQuorumError as soon as too many have failed.
 */
export function firstResults<Result>(
  requests: readonly Promise<Result>[],
  need: number,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let pending = requests.length;
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (results.length >= need) resolve(results.slice(0, need));
      else if (results.length + pending < need) {
        reject(
          new NoQuorumError(
            `Cannot reach a majority as ${results.length} of ${requests.length} peers responded: ${need} are needed`,
          ),
        );
      }
    };
    for (const request of requests) {
      request.then((result) => {
        results.push(result);
        pending--;
        settle();
      }, () => {
        pending--;
        settle();
      });
    }
    settle();
  });
}
