/** How firmly a load line ends where it does: how many runs broke there, and how near to a limit they were. */
import { counted, formatPercent } from "../../record/mod.ts";
import {
  type AttributeVerdict,
  isLimitCode,
  type LimitCode,
} from "./verdicts/verdict.ts";

/** Beyond a limit, 1 = 100 %: latencies of runs at one rate differ by more, so that another run may hold. */
const NEAR_LIMIT = 0.1;

/** Which limits the runs that broke missed, and how far beyond one the worst was, 1 = 100 %. */
export interface NearBreak {
  readonly codes: readonly LimitCode[];
  readonly beyond: number;
}

/** What each limit is on, in words. */
const limitNames: Readonly<Record<LimitCode, string>> = {
  late: "p99",
  "sender-blocked": "longest write",
  "sender-held-up": "time held up",
};

/**
 * Returns how near to a limit the runs that broke were; null if one was not near, or missed no limit but lost lines or
 * ended, and without a run.
 */
export function nearBreak(
  broken: readonly Pick<AttributeVerdict, "code" | "extent">[],
): NearBreak | null {
  const missed = broken.flatMap(({ code, extent }) =>
    isLimitCode(code) ? [{ code, beyond: extent - 1 }] : []
  );
  const beyond = Math.max(...missed.map((one) => one.beyond));
  return missed.length === broken.length && missed.length > 0 &&
      beyond <= NEAR_LIMIT
    ? { codes: [...new Set(missed.map(({ code }) => code))], beyond }
    : null;
}

/** Returns `one run`, or `2 of 3 runs`; empty without a run. */
export function runsText(count: number, n: number): string {
  return n === 0 ? "" : n === 1 ? "one run" : `${count} of ${n} runs`;
}

/** Returns `p99 within 0.4 % of its limit`, rounded up; empty if it was further. */
export function nearText(
  { broke_near }: { readonly broke_near: NearBreak | null },
): string {
  if (broke_near === null) return "";
  const { codes, beyond } = broke_near;
  // Without the last digits of a difference, which would be rounded up too.
  const thousandths = Math.ceil(Number((1000 * beyond).toFixed(6)));
  return `${codes.map((code) => limitNames[code]).join(" or ")} within ${
    formatPercent(thousandths / 1000, 1)
  } of its limit`;
}

/** Returns `6 lower rates do not tell`: below the lowest that broke, none of which a run tells whether it holds; or nothing. */
export function untoldText({ untold }: { readonly untold: number }): string {
  return untold === 0
    ? ""
    : `${counted(untold, "lower rate")} ${
      untold === 1 ? "does" : "do"
    } not tell`;
}
