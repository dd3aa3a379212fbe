/** Counting answers of nodes. */

/** How many of `nodes` are more than half. */
export function majorityOf(nodes: number): number {
  return Math.floor(nodes / 2) + 1;
}

/** Fewer nodes answered than are needed. */
export class NoQuorumError extends Error {
  override readonly name = "NoQuorumError";
}

/**
 * The first `need` answers to arrive; the others go on. Throws NoQuorumError as soon as so many have failed that there
 * cannot be enough.
 */
export function firstAnswers<Answer>(
  answers: readonly Promise<Answer>[],
  need: number,
): Promise<readonly Answer[]> {
  const got: Answer[] = [];
  let open = answers.length;
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (got.length >= need) resolve(got.slice(0, need));
      else if (got.length + open < need) {
        reject(
          new NoQuorumError(
            `Cannot reach a majority as ${got.length} of ${answers.length} peers answered: ${need} are needed`,
          ),
        );
      }
    };
    for (const answer of answers) {
      answer.then((value) => {
        got.push(value);
        open--;
        settle();
      }, () => {
        open--;
        settle();
      });
    }
    settle();
  });
}
