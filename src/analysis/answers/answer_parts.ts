/** Parts that the answers of several reports share: tiles of formatted values, and labels of what limits them. */
import { counted, formatPercent } from "../../record/mod.ts";
import type { LimitParts, TileParts } from "../../report/cells.ts";
import { LIMITS_HEADING } from "../overview/report_headings.ts";
import type { IdentifiedValidity } from "../overview/run_caveats.ts";

export { counted } from "../../record/mod.ts";

/** Longest label that an answer takes, in characters. */
const MAX_LABEL = 48;

/** Shortens a label that holds a name of the record, which may be of any length. */
export function toLabel(text: string, most = MAX_LABEL): string {
  const letters = [...text];
  return letters.length <= most
    ? text
    : `${letters.slice(0, most - 1).join("").trimEnd()}…`;
}

/** Splits a formatted quantity such as `1.45 s` into its value and its unit; other text is all value. */
export function splitUnit(
  text: string,
): Required<Pick<TileParts, "value" | "unit">> {
  const [, value, unit] = /^(\D*[\d.,]+) (\S+)$/.exec(text) ?? [];
  return value && unit ? { value, unit } : { value: text, unit: "" };
}

/** Formats a share as the value and unit of a tile. */
export function percentParts(
  share: number,
  decimals = 1,
): Required<Pick<TileParts, "value" | "unit">> {
  return splitUnit(formatPercent(share, decimals));
}

/** Returns a limit, in a list to be spread; nothing unless it applies. Its heading is that of the closing section. */
export function limitIf(
  applies: boolean,
  label: string,
  heading: string = LIMITS_HEADING,
): LimitParts[] {
  return applies ? [{ label: toLabel(label), heading }] : [];
}

/** Returns the limit that others used the machine beside some runs; nothing without any. */
export function sharedLimit(disturbed: number, of: number): LimitParts[] {
  return limitIf(
    disturbed > 0,
    `${disturbed} of ${of} runs shared the machine`,
  );
}

/** A figure of an answer, by its name, and the runs that it rests on. */
export interface RestingFigure {
  readonly name: string;
  readonly runs: readonly Pick<IdentifiedValidity, "run_id">[];
}

/**
 * Returns the limit that runs which count are doubtful; nothing without any. Figures of the answer that rest on such a run
 * are named, as a reader sees them first. Its heading is that under which the reasons stand.
 */
export function doubtLimit(
  runs: readonly IdentifiedValidity[],
  figures: readonly RestingFigure[],
  heading: string = LIMITS_HEADING,
): LimitParts[] {
  const valid = runs.filter(({ status }) => status === "ok");
  const doubtful = new Set(
    valid.filter(({ reasons }) => reasons.length > 0)
      .map(({ run_id }) => run_id),
  );
  const named = figures.filter((figure) =>
    figure.runs.some(({ run_id }) => doubtful.has(run_id))
  );
  if (named.length === 0) {
    return limitIf(
      doubtful.size > 0,
      `${doubtful.size} of ${valid.length} runs are doubtful`,
      heading,
    );
  }
  const below = new Set(
    named.flatMap((figure) => figure.runs.map(({ run_id }) => run_id)),
  );
  const others = [...doubtful].filter((run_id) => !below.has(run_id)).length;
  const rest = others === 0 ? "" : `, and ${counted(others, "other run")}`;
  const names = `${named.length === 1 ? "figure" : "figures"} in doubt: ${
    named.map(({ name }) => name).join(", ")
  }${rest}`;
  const label = [...names].length <= MAX_LABEL
    ? names
    : `${counted(named.length, "key figure")} in doubt${rest}`;
  return limitIf(true, label, heading);
}
