/** The finding on the recovery of a platform in full, in paragraphs. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import { bullets, md, type Prose } from "../../../report/cells.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";
import { PRESENT_METRIC } from "../../platform/recovery/fault_course.ts";
import { pushMix } from "../../../systems/platform/push_mix.ts";
import { CRASHING } from "../../platform/recovery/running_shares.ts";
import { ALL_KINDS } from "../../platform/recovery/recovery_curves.ts";
import type {
  FaultGroup,
  FaultRun,
  RecoveryStudy,
} from "../../platform/recovery/recovery_study.ts";
import type { RepeatedTime } from "../../platform/recovery/recovery_summary.ts";
import { counted } from "../answer_parts.ts";
import { allOf } from "./recovery_answer.ts";
import { simulatedNote } from "./simulated_limit.ts";

/** Describes what each fault took away, and when it was back. */
export function describeRecovery(study: RecoveryStudy): Prose {
  const cases = [study.cells, study.crowded, study.store].flatMap(allOf);
  const silent = withoutLoss(study.store);
  if (cases.length === 0 && silent.length === 0) {
    return md`No run that counts has a fault.`;
  }
  return bullets([
    ...simulatedNote(study.system),
    ...cases.map((row) =>
      md`**${row.name}** (${counted(row.runs, "run")}${
        row.soak === null ? "" : `, left alone for ${formatDuration(row.soak)}`
      }${row.runs === 1 ? "" : "; times are medians of the runs"}): ${
        row.fault.startsWith("wipe-store")
          ? `the records of ${counted(row.lost, "running instance")} lost${
            inAll(row)
          }`
          : `${counted(row.lost, "instance")} lost${inAll(row)}`
      }, ${
        row.returned === row.lost
          ? "all of them back"
          : `${formatPercent(row.returned / row.lost, 1)} back`
      }; the first noticed after ${
        timeText(row.noticed)
      }, half of them back after ${timeText(row.half)}, 95 % after ${
        timeText(row.most)
      }, all after ${timeText(row.all)}.`
    ),
    ...silent.map(([name, runs]) =>
      md`**${name}** (${counted(runs.length, "run")}): no instance was lost.`
    ),
    ...describeShares(study),
    ...describeKinds(study),
    ...describeRouting(study),
  ]);
}

/** What was lost is of all runs, beside times of one. */
function inAll({ runs }: { readonly runs: number }): string {
  return runs === 1 ? "" : " in all";
}

/** Returns the median over the runs, and how many of them never got there while they were watched. */
function timeText(
  { n, censored, median, shortest, longest }: RepeatedTime,
): string {
  if (!shortest || !longest) return "a time that no run tells";
  const middle = median?.upper ?? null;
  return middle === null
    ? `more than ${formatDuration(longest.seconds)}`
    : `${formatDuration(middle)}${
      censored === 0
        ? ""
        : ` in the median, and in ${censored} of ${
          counted(n, "run")
        } not within ${formatDuration(longest.seconds)}`
    }`;
}

/** Cases of which no run lost an instance. */
function withoutLoss({ runs }: FaultGroup): [string, FaultRun[]][] {
  return [...Map.groupBy(runs, ({ name }) => name)]
    .filter(([, own]) => own.every(({ curves }) => curves.length === 0));
}

/** Says what ran in the end where there was too little room: of applications that run, and of those that crash. */
function describeShares({ crowded, shares }: RecoveryStudy): Prose[] {
  const ids = new Set(crowded.runs.map(({ run }) => run.run_id));
  const own = shares.filter(({ run_id }) => ids.has(run_id));
  const kinds = own.flatMap((one) => one.kinds);
  const textOf = (some: typeof kinds, when: "before" | "after") => {
    const told = some.filter((kind) => kind[when] !== null);
    const sum = (of: (kind: typeof kinds[number]) => number) =>
      told.reduce((total, kind) => total + of(kind), 0);
    const desired = sum((kind) => kind.desired);
    return desired === 0 ? "an unknown share" : formatPercent(
      sum((kind) => kind.desired * (kind[when] ?? 0)) / desired,
      1,
    );
  };
  const running = kinds.filter(({ kind }) => kind !== CRASHING);
  const crashing = kinds.filter(({ kind }) => kind === CRASHING);
  return running.length === 0 || crashing.length === 0 ? [] : [
    md`With too little room (${
      counted(own.length, "run")
    }), of the desired instances that do not crash by themselves **${
      textOf(running, "after")
    }** ran in the end (${
      textOf(running, "before")
    } when the fault came), of those that do **${
      textOf(crashing, "after")
    }** (${
      textOf(crashing, "before")
    }). As those wait for a restart most of the time anyway, this does not tell whether a platform favours what runs.`,
  ];
}

/** Says which share of the lost instances of each kind came back where there was too little room, the smallest kind first. */
function describeKinds({ crowded }: RecoveryStudy): Prose[] {
  const names = [
    ...new Set(crowded.summaries.map(({ name }) => name)),
  ];
  return names.flatMap((name) => {
    const own = pushMix.toSorted((a, b) => a.memory - b.memory)
      .flatMap(({ kind, memory }) => {
        const row = crowded.summaries.find((one) =>
          one.name === name && one.kind === kind && one.lost > 0
        );
        return row && kind !== CRASHING
          ? [
            `${kind} (${memory / MIB} MiB each) ${
              formatPercent(row.returned / row.lost, 0)
            }`,
          ]
          : [];
      });
    return own.length < 2
      ? []
      : [md`**${name}**, back by kind: ${own.join(", ")}.`];
  });
}

const MIB = 2 ** 20;

/** Says how long requests had no way to instances that ran again. */
function describeRouting({ cells, crowded, store }: RecoveryStudy): Prose[] {
  const gaps = [cells, crowded, store].flatMap(({ runs }) =>
    runs.flatMap(({ curves }) =>
      curves.filter(({ kind }) => kind === ALL_KINDS)
        .flatMap(({ routing_gap }) => routing_gap ?? [])
    )
  );
  return gaps.length === 0 ? [] : [
    md`Requests reached an instance at most **${
      formatDuration(Math.max(...gaps))
    }** after it ran again (${
      counted(gaps.length, "run")
    }); an instance that runs and has no route is away for its users.`,
  ];
}

/**
 * Says in how many faults of cells the sampled metric of present cells showed that some were gone, and after how long; each
 * time is censored where no sample did.
 */
export function describeSampledPresence(times: readonly CensoredTime[]): Prose {
  if (times.length === 0) {
    return md`No run sampled the number of present cells.`;
  }
  const seen = times.flatMap(({ seconds, censored }) =>
    censored ? [] : [seconds]
  );
  const runs = counted(times.length, "run");
  const missed =
    md`What is repaired between two samples is not in them; the line of cells taken for present is of the platform's events.`;
  return seen.length === 0
    ? md`No sample of the metric ${PRESENT_METRIC} showed in **any of ${runs}** that cells were gone. ${missed}`
    : md`The samples of the metric ${PRESENT_METRIC} showed in **${seen.length} of ${runs}** that cells were gone, the first of them after ${
      formatDuration(Math.min(...seen))
    } and the last after ${formatDuration(Math.max(...seen))}. ${missed}`;
}
