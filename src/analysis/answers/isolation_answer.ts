/** Answers how long a database is down when a node is cut off: a tile for each database, the longest first. */
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import type { Downtime } from "../recovery/downtime.ts";
import { describeFewer, unclearSeconds } from "../recovery/downtime_report.ts";
import { counted, limitIf, toLabel } from "./answer_parts.ts";

const MAX_TILES = 5;

/** Answers how long there was no increment at any node while one was cut off. */
export function isolationAnswer(runs: readonly Downtime[]): AnswerParts {
  const sorted = runs.toSorted((a, b) =>
    b.isolation.down.seconds - a.isolation.down.seconds
  );
  return {
    verdict: describe(sorted),
    tiles: sorted.slice(0, MAX_TILES).map(downTile),
    limits: limitsOf(runs),
  };
}

function describe(sorted: readonly Downtime[]): Prose {
  const [worst] = sorted;
  const best = sorted.at(-1);
  if (!worst || !best) return md`No run isolated a node.`;
  const until = worst.isolation.down.censored
    ? `, until the ${worst.isolation_ended}`
    : "";
  const longest =
    md`Cutting off one node stopped all increments of **${worst.system}** for **${
      secondsText(worst)
    }**${until}`;
  return worst === best
    ? md`${longest}.`
    : md`${longest}, and those of **${best.system}** for **${
      secondsText(best)
    }**${describeFewer(best)}.`;
}

function secondsText({ isolation: { down } }: Downtime): string {
  return `${down.censored ? "at least " : ""}${down.seconds} s`;
}

function downTile(
  { system, isolation, afterwards, isolation_ended, recovery }: Downtime,
): TileParts {
  const { down } = isolation;
  return {
    label: toLabel(`Down, ${system}`),
    value: `${down.censored ? "≥ " : ""}${down.seconds}`,
    unit: "s",
    interval: [
      down.censored
        ? `until the ${isolation_ended}`
        : `up to ${down.seconds + 2} s`,
      afterwards ? `then ${afterwards.nodes} of ${afterwards.of} nodes` : "",
      recovery ? `${recovery.down.seconds} s more after its return` : "",
    ].filter((text) => text !== "").join("; "),
    n: "n = 1 run",
    meaning: "failed",
  };
}

function limitsOf(runs: readonly Downtime[]): LimitParts[] {
  const unclear = runs.reduce((sum, run) => sum + unclearSeconds(run), 0);
  const single = new Set(runs.map(({ system }) => system)).size === runs.length;
  return [
    ...limitIf(single, "one run of each database", "Downtime"),
    { label: "seconds are whole", heading: "Downtime", meaning: "neutral" },
    ...limitIf(
      unclear > 0,
      `${counted(unclear, "second")} cannot be told`,
      "Downtime",
    ),
  ];
}
