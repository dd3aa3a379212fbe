/** Writes JSON for a terminal, a program or a file. */

/** Characters of texts that a terminal would act on, and JSON leaves as they are. */
const MARKS = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Returns JSON, indented, whose texts cannot control a terminal, nor reorder what stands beside them. */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    MARKS,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
