/** Returns the end of an error message for an unknown name: all known names, and the closest one as a suggestion. */
export function nearest(word: string, known: readonly string[]): string {
  const [name = ""] = closest(word, known, 1);
  const hint = word !== "" && editDistance(name, word) <= name.length / 2
    ? `; did you mean '${name}'?`
    : "";
  return `it must be one of ${known.join(", ")}${hint}`;
}

/** Returns the `n` known names that are closest to a word, the closest first. */
export function closest(
  word: string,
  known: readonly string[],
  n: number,
): string[] {
  return known.map((name) => ({ name, distance: editDistance(name, word) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, n).map(({ name }) => name);
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
