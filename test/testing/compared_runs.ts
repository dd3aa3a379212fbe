/** Runs of a comparison, as literals. */
import type { ComparedRun } from "../../src/analysis/mod.ts";

/** Returns a run that counts, of one case and session. */
export function toComparedRun(
  run_id: string,
  options: Partial<ComparedRun> = {},
): ComparedRun {
  return {
    run_id,
    experiment: "kv",
    case_id: "etcd nodes=3",
    system: "etcd",
    session: "s1",
    mode: "embedded",
    status: "ok",
    cause: "",
    disturbed: false,
    factors: { system: "etcd", "environment.cores": "2", nodes: "3" },
    metrics: {},
    units: {},
    operations: 1000,
    ...options,
  };
}

/** Returns a run for each value of a metric, named `a1`, `a2` ... */
export function toComparedRuns(
  name: string,
  metric: string,
  values: readonly (number | null)[],
  options: Partial<ComparedRun> = {},
): ComparedRun[] {
  return values.map((value, i) =>
    toComparedRun(`${name}${i + 1}`, {
      metrics: { [metric]: value },
      ...options,
    })
  );
}
