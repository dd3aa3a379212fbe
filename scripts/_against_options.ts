/** Options of deno task run that belong to --against. */
import { UsageError } from "../src/record/mod.ts";
import { toAmount } from "./_amounts.ts";

/** What interleaved runs are compared by, and until when they are made. */
export interface AgainstOptions {
  readonly metric: string;
  /** Width of the interval, and the smallest change of interest, 1 = 100 %. */
  readonly width: number;
  readonly smallest: number;
  readonly budget_s: number;
  readonly failOnRegression: boolean;
}

/** Names of the options that have no meaning without it. */
const onlyAgainst = [
  "metric",
  "width",
  "budget",
  "smallest",
  "failOnRegression",
] as const;

/** Options that have no meaning beside it: runs are made until the interval is narrow. */
const others: Readonly<Record<string, string>> = {
  resume: "--resume",
  containerStats: "--container-stats",
  summary: "--summary",
  junit: "--junit",
};

/** Reads the options as commander has them. Throws `UsageError` for a value of another form, and for other options. */
export function toAgainstOptions(
  options: Readonly<Record<string, unknown>>,
): AgainstOptions {
  const [given] = Object.keys(others).filter((key) => options[key]);
  const name = given === undefined
    ? options.repeat === "0" ? "" : "--repeat"
    : others[given] ?? "";
  if (name !== "") {
    throw new UsageError(
      `Cannot run with ${name} as --against makes its runs until the interval is narrow: omit one of the two`,
    );
  }
  const share = (option: string, value: unknown) =>
    toAmount(option, String(value), {
      ...{ dimension: "ratio", below: null } as const,
      like: "a share such as 5%",
    });
  return {
    metric: String(options.metric),
    width: share("--width", options.width),
    smallest: share("--smallest", options.smallest),
    budget_s: toAmount("--budget", String(options.budget), {
      dimension: "time",
      below: null,
      like: "a time such as 30min",
    }),
    failOnRegression: options.failOnRegression === true,
  };
}

/** Throws `UsageError` for an option that has no meaning without `--against`. */
export function requireNoneAlone(isGiven: (name: string) => boolean): void {
  const alone = onlyAgainst.find(isGiven);
  if (alone === undefined) return;
  throw new UsageError(
    `Cannot use --${
      alone.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    } as it belongs to --against: name a baseline with --against, or omit it`,
  );
}
