/** Reads amounts with units, and whole numbers, from options. */
import { maybeUnit, UsageError } from "../src/record/mod.ts";

/** What an option must be. */
export interface AmountOptions {
  readonly dimension: "time" | "ratio";
  /** Amounts must be above 0 and, if it is not null, below `below`, in the base unit. */
  readonly below: number | null;
  /** As an option must be, for the message: `a time such as 200ms`. */
  readonly like: string;
}

/**
 * Reads an amount in its base unit: `200ms` is 0.2, `99.9%` is 0.999. Throws `UsageError` that names the option for
 * another form, unit or range.
 */
export function toAmount(
  option: string,
  text: string,
  { dimension, below, like }: AmountOptions,
): number {
  const [, digits = "", symbol = ""] =
    /^(\d+(?:\.\d+)?)\s*(\S*)$/.exec(text.trim()) ?? [];
  const unit = symbol === "" ? undefined : maybeUnit(symbol);
  const amount = Number((Number(digits) * (unit?.factor ?? 1)).toPrecision(12));
  const fits = digits !== "" && unit?.dimension === dimension && amount > 0 &&
    (below === null || amount < below);
  if (fits) return amount;
  throw new UsageError(
    `Cannot read ${option} as it must be ${like}: current value is '${text}'`,
  );
}

/** Reads a whole number within bounds, both included. Throws `UsageError` that names the option for anything else. */
export function toWhole(
  option: string,
  text: string,
  { least = 0, most = Number.MAX_SAFE_INTEGER }: {
    /** @default {0} */
    readonly least?: number;
    /** @default {Number.MAX_SAFE_INTEGER} */
    readonly most?: number;
  } = {},
): number {
  const whole = Number(text);
  if (/^\d+$/.test(text) && whole >= least && whole <= most) return whole;
  const bounds = most === Number.MAX_SAFE_INTEGER
    ? `from ${least} on`
    : `from ${least} to ${most}`;
  throw new UsageError(
    `Cannot read ${option} as it must be a whole number ${bounds}: current value is '${text}'`,
  );
}
