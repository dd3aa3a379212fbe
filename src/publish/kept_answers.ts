/** Keeps answers of the store that several notebooks ask for, or one asks for twice, while reports are made. */

/** Returns the answer to a query by its key: a kept one, or what `ask` returns. */
export type Answers = (
  key: string,
  ask: () => Promise<Uint8Array>,
) => Promise<Uint8Array>;

/** Keeps answers up to `maxBytes` in all. One that is being computed is shared; one that fails is asked for again. */
export function keepAnswers(maxBytes: number): Answers {
  const kept = new Map<string, Promise<Uint8Array>>();
  let size = 0;
  return (key, ask) => {
    const known = kept.get(key);
    if (known) return known;
    const answer = ask();
    kept.set(key, answer);
    const keep = ({ length }: Uint8Array) => {
      if (size + length > maxBytes) kept.delete(key);
      else size += length;
    };
    answer.then(keep, () => kept.delete(key));
    return answer;
  };
}
