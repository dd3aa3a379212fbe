/** Runs of the experiments on container platforms as the lab records them, of exact times. */
import { toApps } from "../../src/experiments/platform/push_mix.ts";
import type { Operation, Rows, Run, Stage } from "../../src/record/mod.ts";
import { timeOf, toPlatformTestRun } from "./platform_rows.ts";
import { toTestOperation, toTestParam } from "./records.ts";

type TestRun = readonly [Run, Partial<Rows>];

/** Seconds of the two phases of every push. */
const PUSH_S = 6;
const START_S = 30;

export interface PushRunOptions {
  readonly cells: number;
  readonly repetition?: number;
  readonly parallel?: number;
  /** Positions in the order of applications whose start fails, or whose push is cancelled. */
  readonly failed?: readonly number[];
  readonly cancelled?: readonly number[];
  /** Seconds by which the start of each application is longer than that of the one before it. */
  readonly slower?: number;
  readonly retries?: number;
}

/** A run that pushes the mix: always as many pushes at once as may be in flight. */
export function makePushRun(
  run_id: string,
  {
    cells,
    repetition = 1,
    parallel = 2,
    failed = [],
    cancelled = [],
    slower = 0,
    retries = 0,
  }: PushRunOptions,
): TestRun {
  const apps = toApps({ cells, fill: 1, chatty: true });
  const operations = apps.flatMap((app, i): Operation[] => {
    const at = Math.floor(i / (parallel * cells)) * (PUSH_S + START_S);
    const isCancelled = cancelled.includes(i);
    const hasFailed = failed.includes(i);
    const phase = (kind: "push" | "start", from: number, seconds: number) =>
      toTestOperation(run_id, {
        ...{ kind, operation_id: `${kind}:${app.name}`, subject: app.kind },
        started_at: isCancelled ? null : timeOf(from),
        duration_s: isCancelled ? null : seconds,
        outcome: isCancelled
          ? "cancelled"
          : kind === "start" && hasFailed
          ? "failed"
          : "ok",
        ...(kind === "start" && hasFailed
          ? { code: "staging-failed", error: "<b>staging</b> failed" }
          : {}),
      });
    const start = START_S + i * slower;
    const ran = isCancelled || hasFailed ? 0 : app.instances;
    return [
      phase("push", at, PUSH_S),
      phase("start", at + PUSH_S, start),
      ...Array.from({ length: ran }, (_, index) =>
        toTestOperation(run_id, {
          ...{ kind: "lrp", operation_id: `lrp:${app.name}/${index}` },
          ...{ subject: app.kind, started_at: timeOf(at + PUSH_S) },
          duration_s: start,
        })),
    ];
  });
  return [
    toPlatformTestRun(run_id, {
      ...{ experiment: "platform-push", repetition },
      ...{ case_id: `cells=${cells}, parallel=${parallel}` },
      params: [
        toTestParam("cells", cells),
        toTestParam("fill", 1),
        toTestParam("parallel", parallel),
      ],
    }),
    {
      operations,
      samples: [{
        ...{ run_id, source: "platform", metric: "push_retries", unit: "" },
        ...{ value: retries, at: timeOf(0) },
      }],
    },
  ];
}

export interface StageRunOptions {
  readonly cells: number;
  /** Tasks or instances for each cell. */
  readonly factor?: number;
  readonly repetition?: number;
  readonly kind?: "task" | "lrp";
  /** Positions whose last stage is missing. */
  readonly open?: readonly number[];
}

const stagesOf = {
  task: ["Desiring-Task", "Created-Container", "Persisted-Completed"],
  lrp: ["Creating-ALRP", "Claimed-ALRP", "Running-In-BBS"],
} as const;

/** A run of work at once: each entity waits a second longer than the one before it, and then takes three. */
export function makeStageRun(
  run_id: string,
  { cells, factor = 5, repetition = 1, kind = "task", open = [] }:
    StageRunOptions,
): TestRun {
  const n = cells * factor;
  const operations: Operation[] = [];
  const stages: Stage[] = [];
  for (let i = 0; i < n; i++) {
    const operation_id = `${kind}:${String(i).padStart(4, "0")}`;
    const isOpen = open.includes(i);
    operations.push(toTestOperation(run_id, {
      ...{ kind, operation_id, subject: kind, started_at: timeOf(0) },
      duration_s: isOpen ? null : i + 4,
      outcome: isOpen ? "unfinished" : "ok",
      worker: `cell-${i % cells}`,
    }));
    const times = [0, i + 1, i + 4].slice(0, isOpen ? 2 : 3);
    stages.push(...times.map((second, j) => ({
      ...{ run_id, operation_id, at: timeOf(second) },
      stage: stagesOf[kind][j] ?? "",
    })));
  }
  return [
    toPlatformTestRun(run_id, {
      ...{ experiment: "platform-fezzik", repetition },
      case_id: `work=${kind}, cells=${cells}, factor=${factor}`,
      params: [
        toTestParam("cells", cells),
        toTestParam("factor", factor),
        toTestParam("work", kind === "task" ? "tasks" : "instances"),
      ],
    }),
    { operations, stages },
  ];
}
