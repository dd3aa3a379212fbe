/** Says what pre-vote changes, in prose and as a table. */
import { formatPercent } from "../../record/mod.ts";
import {
  column,
  md,
  type Prose,
  type Table,
  table,
} from "../../report/cells.ts";
import { readableSession } from "../overview/readable_ids.ts";
import { shareColumn, timesColumn } from "./fault_format.ts";
import type { FaultStudy } from "./fault_study.ts";
import { type PreVoteEffect, preVoteEffects } from "./pre_vote_effects.ts";
import { recoveryTimes } from "./recovery_times.ts";

/** Says what pre-vote changes, and adds the table of the compared faults if a session ran both ways. */
export function preVoteReport(
  { valid, system }: Pick<FaultStudy, "valid" | "system">,
): (Prose | Table)[] {
  const effects = preVoteEffects(valid);
  return effects.length === 0
    ? [
      md`No session has run a fault both with pre-vote and without, so what pre-vote changes cannot be told from these records.`,
    ]
    : [describeEffects(effects), effectsTable(effects, system)];
}

function describeEffects(effects: readonly PreVoteEffect[]): Prose {
  const counts = effects.flatMap(({ off, on }) => [off.share.n, on.share.n]);
  const sessions = new Set(effects.map(({ session }) => session));
  return md`With pre-vote, a node asks the others whether they would vote for it before it calls an election. Both ways were run in turn in one session (${
    [...sessions].map(readableSession).join(", ")
  }), ${[...new Set(counts)].join(" or ")} runs each. ${
    effects.map(({ fault, off, on, verdict }) =>
      `${fault}: ${formatPercent(off.share.mean ?? 0, 1)} without, ${
        formatPercent(on.share.mean ?? 0, 1)
      } with pre-vote (${
        verdict === "~" ? "cannot be distinguished from chance" : verdict
      })`
    ).join("; ")
  }.`;
}

function effectsTable(
  effects: readonly PreVoteEffect[],
  system: string,
): Table {
  const times = recoveryTimes(
    effects.flatMap(({ off, on }) => [...off.runs, ...on.runs]),
  );
  const least = Math.min(...effects.map(({ minP }) => minP));
  return table(effects, [
    column.text("fault", "Fault"),
    ...(["off", "on"] as const).flatMap((way) => [
      shareColumn<PreVoteEffect>(
        `Failed or late, ${way}`,
        (row) => row[way].share,
      ),
      {
        ...shareColumn<PreVoteEffect>(
          `Undisturbed, ${way}`,
          (row) => row[way].undisturbed,
        ),
        detail: true,
      },
      timesColumn<PreVoteEffect>(
        `Survivors fail after healing, ${way}`,
        "healGap",
        times,
        (row) => row[way],
      ),
    ]),
    column.text("verdict", "With pre-vote", {
      note: ({ p }) => `p = ${Number(p.toPrecision(2))}`,
    }),
  ], {
    caption: `Pre-vote off and on, ${system}`,
    headline:
      `More or less failed or late, by a rank test of the runs of the session. p is multiplied by the number of faults compared; the least that so few runs can have is ${
        Number(least.toPrecision(2))
      }.`,
  });
}

/** Says how many runs do not record pre-vote, and how they are counted; empty if all do. */
export function describeUnrecorded(
  { valid }: Pick<FaultStudy, "valid">,
): string {
  const silent =
    valid.filter(({ pre_vote, pre_vote_recorded }) =>
      pre_vote !== null && !pre_vote_recorded
    ).length;
  return silent === 0
    ? ""
    : `${silent} ${
      silent === 1 ? "run does" : "runs do"
    } not record pre-vote. Their records say what was set for their sessions, pre-vote not among it, and the lab then started etcd with pre-vote off, as etcd 3.4 does by itself: they count as off.`;
}
