/** Says in words how long the runs of a case took. */
import { formatDuration } from "../../../record/mod.ts";
import type { RepeatedTime } from "../../platform/recovery/recovery_summary.ts";

/** Returns a median, or how long it was watched in vain. */
export function boundText({ median, longest }: RepeatedTime): string {
  return median?.upper
    ? formatDuration(median.upper)
    : longest
    ? `more than ${formatDuration(longest.seconds)}`
    : "a time that no run tells";
}

/** Returns `median; range 40 s to more than 2 min`; empty with fewer than two runs. */
export function rangeText({ n, shortest, longest }: RepeatedTime): string {
  return n < 2 || !shortest || !longest
    ? ""
    : `median; range ${formatDuration(shortest.seconds)} to ${
      longest.known === "beyond" ? "more than " : ""
    }${formatDuration(longest.seconds)}`;
}
