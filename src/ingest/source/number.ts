/** Parses numbers with decimal points or decimal commas. */
import { UsageError } from "../../record/mod.ts";

/**
 * Decimal separator. With `unknown`, a number such as `1,188` (1188 in one language, 1.188 in another) is not read: a
 * wrong guess is off by a factor of a thousand.
 */
export type Decimal = "point" | "comma" | "unknown";

/** Meaning of `--set decimal=`, for `ingest --list`. */
export const DECIMAL_SETTING =
  "point or comma, where numbers such as 1,188 can be read either way";

/** Returns the setting `decimal`, or `usual` if it is not given. Throws `UsageError` for another word. */
export function decimalSetting(
  { decimal }: Readonly<Record<string, string>>,
  usual: Decimal = "unknown",
): Decimal {
  if (decimal === undefined) return usual;
  if (decimal === "point" || decimal === "comma") return decimal;
  throw new UsageError(
    `Cannot set 'decimal' as it must be point or comma: current value is '${decimal}'`,
  );
}

const POINT = /^[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[+-]?\d+)?$/i;
const COMMA = /^[+-]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d*)?(?:e[+-]?\d+)?$/i;
/** One comma before three digits, and no point: decimals or thousands. */
const AMBIGUOUS = /^[+-]?\d{1,3},\d{3}$/;

/** Parses a finite decimal number, optionally with grouped thousands; undefined for any other text. */
export function maybeNumber(
  text: string,
  decimal: Decimal = "unknown",
): number | undefined {
  if (decimal !== "comma") {
    const plain = plainDecimal(text);
    if (!Number.isNaN(plain)) return plain;
  }
  const written = text.trim();
  if (decimal === "unknown" && AMBIGUOUS.test(written)) return undefined;
  if (!(decimal === "comma" ? COMMA : POINT).test(written)) return undefined;
  const value = Number(
    decimal === "comma"
      ? written.replaceAll(".", "").replace(",", ".")
      : written.replaceAll(",", ""),
  );
  return Number.isFinite(value) ? value : undefined;
}

/** Digits of a whole number that is exact. */
export const MAX_EXACT_DIGITS = 15;

/** Powers of ten that are exact: a whole number divided by one of them is rounded once, as the decimal itself is. */
export const exactPowers: readonly number[] = Array.from(
  { length: MAX_EXACT_DIGITS + 1 },
  (_, i) => 10 ** i,
);

const POINT_CODE = 46;

/**
 * Parses digits, with a point among or behind them, by character, as a file has millions of them; NaN for other text
 * and for more digits than are exact.
 */
function plainDecimal(text: string): number {
  if (text.length > MAX_EXACT_DIGITS + 1) return NaN;
  let [value, digits, point] = [0, 0, -1];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isDigit(code)) {
      value = value * 10 + code - 48;
      digits++;
    } else if (code === POINT_CODE && point < 0 && digits > 0) point = i;
    else return NaN;
  }
  if (digits === 0 || digits > MAX_EXACT_DIGITS) return NaN;
  return point < 0 ? value : value / exactPowers[text.length - 1 - point]!;
}

/** Returns the predicate of a message about a text that is not a number: `'1,188' can be read ...`. */
export function numberProblem(text: string, decimal: Decimal): string {
  const written = text.trim();
  return decimal === "unknown" && AMBIGUOUS.test(written)
    ? "can be read as thousands or as decimals; say which with --set decimal=point or decimal=comma"
    : (decimal === "comma" ? COMMA : POINT).test(written)
    ? "is no number that can be kept"
    : "is no number";
}

/**
 * Parses the whole number between two offsets of a text, by character, for files of millions of them; -1 for other text
 * and for more than `maxDigits`, of which 15 are exact.
 */
export function readDigits(
  text: string,
  from: number,
  to: number,
  maxDigits: number,
): number {
  if (to <= from || to - from > maxDigits) return -1;
  if (to - from > SMALL_DIGITS) {
    // Small numbers stay whole numbers of the processor, in half the time.
    const middle = to - SMALL_DIGITS;
    const high = readDigits(text, from, middle, maxDigits);
    const low = readDigits(text, middle, to, SMALL_DIGITS);
    return high < 0 || low < 0 ? -1 : high * 10 ** SMALL_DIGITS + low;
  }
  let value = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return -1;
    value = value * 10 + code - 48;
  }
  return value;
}

const SMALL_DIGITS = 9;

/** Returns true for the code of a decimal digit. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Exchanges points and commas inside the numbers of a text; list separators must be followed by a space. */
export function withPoints(text: string): string {
  return text.replace(
    /(?<=\d)[.,](?=\d)/g,
    (mark) => mark === "," ? "." : ",",
  );
}
