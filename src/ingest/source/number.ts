/** Numbers as people and tools write them, in the way of one language or another. */
import { UsageError } from "../../record/mod.ts";

/**
 * What separates decimals. With `unknown` a number such as `1,188`, which is 1188 in one language and 1.188 in another, is
 * not read: a guess is wrong by a factor of a thousand.
 */
export type Decimal = "point" | "comma" | "unknown";

/** What `--set decimal=` means, for `ingest --list`. */
export const DECIMAL_SETTING =
  "point or comma, where numbers such as 1,188 can be read either way";

/** The setting `decimal`, or what a format has where none is given. Throws `UsageError` for another word. */
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
const EITHER = /^[+-]?\d{1,3},\d{3}$/;

/** A finite decimal number, thousands perhaps grouped; undefined for any other text. */
export function maybeNumber(
  text: string,
  decimal: Decimal = "unknown",
): number | undefined {
  const written = text.trim();
  if (decimal === "unknown" && EITHER.test(written)) return undefined;
  if (!(decimal === "comma" ? COMMA : POINT).test(written)) return undefined;
  const value = Number(
    decimal === "comma"
      ? written.replaceAll(".", "").replace(",", ".")
      : written.replaceAll(",", ""),
  );
  return Number.isFinite(value) ? value : undefined;
}

/** Why a text is no number, to stand after it: `'1,188' can be read ...`. */
export function numberProblem(text: string, decimal: Decimal): string {
  const written = text.trim();
  return decimal === "unknown" && EITHER.test(written)
    ? "can be read as thousands or as decimals; say which with --set decimal=point or decimal=comma"
    : (decimal === "comma" ? COMMA : POINT).test(written)
    ? "is no number that can be kept"
    : "is no number";
}

/** A text whose numbers have decimal commas with decimal points instead; what separates a list is followed by a space. */
export function withPoints(text: string): string {
  return text.replace(
    /(?<=\d)[.,](?=\d)/g,
    (mark) => mark === "," ? "." : ",",
  );
}
