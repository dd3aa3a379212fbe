/** Four digits as one word of four bytes, low byte first, as they stand in memory. */

/** The words of 0 to 9999, with leading zeros. */
export const digitWords = Int32Array.from({ length: 10_000 }, (_, value) => {
  const digit = (power: number) => 48 + Math.floor(value / power) % 10;
  return digit(1) << 24 | digit(10) << 16 | digit(100) << 8 | digit(1000);
});

/** What a byte of each digit has, and what it has not. */
export const ZEROS = 0x30303030;
const NO_DIGIT = 0xf0f0f0f0 | 0;
/** Carries a nibble above 9 into the next. */
const SIX = 0x06060606;

/** Returns whether each byte of a word, from which zeros were taken, is a digit. */
export function isDigits(word: number): boolean {
  return ((word | (word + SIX | 0)) & NO_DIGIT) === 0;
}

/** Returns the number of four digits, from which zeros were taken. */
export function toNumber(word: number): number {
  return (word & 15) * 1000 + (word >> 8 & 15) * 100 + (word >> 16 & 15) * 10 +
    (word >> 24 & 15);
}
