/** Describes a load line in words. */
import { formatValue } from "../../record/mod.ts";
import { percentAtMost } from "../overview/bound_format.ts";
import type { SureLine } from "./sure_line.ts";

/** Returns datapoints a second as whole datapoints a minute: `366,800`, or `none`. */
export function loadText(load: number | null): string {
  return load === null ? "none" : formatValue(Math.round(load * 60), "");
}

/** Returns `2 of 2 held: at most 78 % break, by the 95 % bound`; empty without a line. */
export function boundText({ passed, n, bound }: SureLine): string {
  return passed === null || bound === null
    ? ""
    : `${n} of ${n} held: at most ${
      percentAtMost(bound, 0)
    } % break, by the 95 % bound`;
}

/** Returns `1 of 4 broke`, at the lowest load that broke; empty if none did. */
export function brokenText({ failed, failures, judged }: SureLine): string {
  return failed === null ? "" : `${failures} of ${judged} broke`;
}
