/** Parses the dates of hand-typed runs and comments, which may be impossible. */

export interface WrittenDate {
  /** `2022-01-04`, as written. */
  readonly text: string;
  /** Midnight UTC of that day; null for an impossible date. */
  readonly startedAt: string | null;
}

/** Returns the first date in a text, or undefined. */
export function maybeDate(text: string): WrittenDate | undefined {
  const found = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(text)?.[0];
  if (!found) return undefined;
  const startedAt = `${found}T00:00:00Z`;
  const time = Date.parse(startedAt);
  const real = !Number.isNaN(time) &&
    new Date(time).toISOString().startsWith(found);
  return { text: found, startedAt: real ? startedAt : null };
}
