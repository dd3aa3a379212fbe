/** Majority vote over replies of nodes. */

/**
 * Returns the value that more than half of the replies agree on, as soon as they do; empty if there is no majority. A
 * null reply counts as no vote. A single node that hangs or is out of date neither delays nor falsifies the result.
 */
export function majorityValue(
  replies: readonly Promise<string | null>[],
): Promise<string> {
  const counts = new Map<string, number>();
  return new Promise((resolve, reject) => {
    const votes = replies.map(async (reply) => {
      const value = await reply;
      if (value === null) return;
      const count = (counts.get(value) ?? 0) + 1;
      counts.set(value, count);
      if (count > replies.length / 2) resolve(value);
    });
    Promise.all(votes).then(() => resolve(""), reject);
  });
}
