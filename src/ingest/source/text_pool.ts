/** Keeps short texts that a file repeats, as it takes several times as long to make and to look up new ones. */

/** Slots, a power of two. */
const SLOTS = 4096;
/** Longest text that is kept: from 13 characters on, a part of a text keeps all of it in memory. */
const MAX_CHARS = 12;

/** Texts by their bytes; of those that share a slot, the last one. */
export class TextPool {
  readonly #texts: string[] = Array(SLOTS).fill("");

  /** Returns a part of a text; a short one is the same string as before. `bytes` are those of the text (`toLineBytes`). */
  slice(
    { text, bytes }: { readonly text: string; readonly bytes: Uint8Array },
    from: number,
    to: number,
  ): string {
    if (to - from > MAX_CHARS) return text.slice(from, to);
    let hash = 0;
    for (let i = from; i < to; i++) hash = Math.imul(hash, 31) + bytes[i]! | 0;
    const slot = (hash ^ hash >>> 12) & (SLOTS - 1);
    const known = this.#texts[slot]!;
    if (known.length === to - from && text.startsWith(known, from)) {
      return known;
    }
    const found = text.slice(from, to);
    this.#texts[slot] = found;
    return found;
  }
}
