/** Identifiers that look random and follow from the seed. */

/** Returns an identifier in the form of a UUID, the same for the same numbers. */
export function toGuid(seed: number, a: number, b: number): string {
  const words = [1, 2, 3, 4].map((salt) =>
    mix(mix(mix(seed + salt * 0x9e3779b9) + a) + b)
      .toString(16).padStart(8, "0")
  );
  const hex = words.join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}

/** The finisher of MurmurHash3: each bit of the input changes half of the bits of the output. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
