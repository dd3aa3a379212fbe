/** Says what isolating a node cost, in prose and in tables, also beside the published ones. */
import {
  type Column,
  column,
  md,
  type Prose,
  type Table,
  table,
} from "../../report/cells.ts";
import type { CensoredTime } from "./censored_time.ts";
import type { Downtime } from "./downtime.ts";

/** The table of Perseus's README at the commit of its logs, with its columns in the order of `downtimeTable()`. */
const published: Readonly<Record<string, string>> = {
  mongodb: "29, 0, 29, 0, 0, 1",
  riak: "8, > 121, N/A, 1, 6, 18",
  tidb: "15, 1, 16, 82, 8, 114",
  yugabyte: "> 366, 0, N/A, 51, 0, 51",
};

/** Says which database was down longest and which shortest, and what taking the node back cost. */
export function downtimeFinding(runs: readonly Downtime[]): Prose {
  const sorted = runs.toSorted((a, b) =>
    a.isolation.down.seconds - b.isolation.down.seconds
  );
  const [best, worst] = [sorted[0], sorted.at(-1)];
  if (!best || !worst) return md`No run isolated a node.`;
  const unclear = runs.reduce((sum, run) => sum + unclearSeconds(run), 0);
  const healing = runs.flatMap(({ recovery }) => recovery?.down.seconds ?? []);
  return md`While one of three nodes was cut off, there was no increment for ${
    describeDown(worst)
  } with ${worst.system} and for ${describeDown(best)} with ${best.system}${
    describeFewer(best)
  }. Taking the node back cost ${Math.min(...healing)} to ${
    Math.max(...healing)
  } s more. ${
    unclear === 0
      ? "No silent second can be a pause of a slow database."
      : `Of ${unclear} silent seconds it cannot be told whether they were downtime.`
  } One run of each: how it varies is not known.`;
}

function describeDown({ isolation: { down }, isolation_ended }: Downtime) {
  return down.censored
    ? md`**at least ${String(down.seconds)} s**, until the ${isolation_ended},`
    : md`**${String(down.seconds)} s**`;
}

/** Says how many nodes came back by themselves, if fewer than the isolation left connected; else empty. */
export function describeFewer(
  { afterwards, isolation_ended }: Pick<
    Downtime,
    "afterwards" | "isolation_ended"
  >,
): string {
  if (!afterwards || afterwards.nodes >= afterwards.connected) return "";
  const { nodes, of } = afterwards;
  return `; then increments came back at ${
    nodes === 0 ? "no node in most seconds" : `${nodes} of ${of} nodes only`
  }, until the ${isolation_ended}`;
}

/** Counts the silent seconds of which it cannot be told whether they were downtime. */
export function unclearSeconds({ isolation, recovery }: Downtime): number {
  return isolation.unclear + (recovery?.unclear ?? 0);
}

/** Times of both phases by column, in the order of Perseus. */
const times: Readonly<
  Record<string, (run: Downtime) => CensoredTime | undefined>
> = {
  "Down": ({ isolation }) => isolation.down,
  "Partly": ({ isolation }) => isolation.partial,
  "Disturbed": ({ isolation }) => isolation.disturbed,
  "Down after healing": ({ recovery }) => recovery?.down,
  "Partly after healing": ({ recovery }) => recovery?.partial,
  "Recovered after": ({ recovery }) => recovery?.recovered,
};

/** Makes a table of the downtime of each database, in seconds. */
export function downtimeTable(runs: readonly Downtime[]): Table {
  return table(runs, [
    column.text("system", "Database"),
    column.text("isolated", "Node cut off"),
    ...Object.entries(times).map(([label, timeOf]) =>
      secondsColumn(label, timeOf)
    ),
    column.number(unclearSeconds, "Cannot tell"),
  ], { caption: "Downtime of one isolation" });
}

function secondsColumn(
  label: string,
  timeOf: (run: Downtime) => CensoredTime | undefined,
): Column<Downtime> {
  return column.cell(label, "right", (run) => {
    const time = timeOf(run);
    return time
      ? { text: formatSeconds(time), sort: time.seconds }
      : { text: "never taken back", sort: null };
  });
}

function formatSeconds({ seconds, censored }: CensoredTime): string {
  return `${censored ? "> " : ""}${seconds}`;
}

/** Makes a table of these times beside the published ones. */
export function publishedDowntimeTable(runs: readonly Downtime[]): Table {
  return table(runs, [
    column.text("system", "Database"),
    column.text((run) =>
      Object.values(times).map((timeOf) => {
        const time = timeOf(run);
        return time ? formatSeconds(time) : "–";
      }).join(", "), "Here"),
    column.text(({ system }) => published[system] ?? null, "Published"),
  ], {
    caption: "Beside the published table",
    headline:
      "Its six columns; N/A is what had not ended. For yugabyte it takes the last silent second less the first (381 − 15, 433 − 382), one less than their number, which it prints of the others.",
  });
}
