/** What most nodes say. */

/**
 * The answer that more than half of those asked give, as soon as they have; empty when there is none. Null is no answer.
 * So one node that hangs, or still believes what was true before, holds up or misleads nobody.
 */
export function agreement(
  asked: readonly Promise<string | null>[],
): Promise<string> {
  const counts = new Map<string, number>();
  return new Promise((resolve, reject) => {
    const answers = asked.map(async (one) => {
      const answer = await one;
      if (answer === null) return;
      const count = (counts.get(answer) ?? 0) + 1;
      counts.set(answer, count);
      if (count > asked.length / 2) resolve(answer);
    });
    Promise.all(answers).then(() => resolve(""), reject);
  });
}
