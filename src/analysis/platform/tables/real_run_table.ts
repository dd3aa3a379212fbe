/** Table of the runs on real control planes, beside those of the simulator: what was pushed, and what came back. */
import { z } from "zod";
import { column, type Table, table } from "../../../report/cells.ts";
import type { Store } from "../../../store/mod.ts";
import { seenSeconds } from "../../recovery/censored_time.ts";
import { causeOf } from "../../validity/validity.ts";
import { faultName } from "../recovery/fault_name.ts";
import { lostInstances } from "../recovery/lost_instances.ts";
import { ALL_KINDS, recoveryCurves } from "../recovery/recovery_curves.ts";
import { platformRuns } from "../runs/platform_runs.ts";

const Pushes = z.strictObject({
  run_id: z.string(),
  pushes: z.number(),
  ok: z.number(),
  /** Instances that ran at least once. */
  instances: z.number(),
  /** Seconds from the first push to the end of the last start. */
  filled: z.number().nullable(),
  /** Seconds from the request until an instance ran, of those that did. */
  p50: z.number().nullable(),
  p99: z.number().nullable(),
});
type Pushes = z.infer<typeof Pushes>;

const sql = `
  SELECT run_id,
    count(*) FILTER (kind = 'push') AS pushes,
    count(*) FILTER (kind = 'push' AND outcome = 'ok') AS ok,
    count(*) FILTER (kind = 'lrp' AND outcome = 'ok') AS instances,
    max(epoch(operations.started_at) + duration_s) FILTER (kind = 'start')
      - min(epoch(operations.started_at)) FILTER (kind = 'push') AS filled,
    quantile_cont(duration_s, 0.5) FILTER (kind = 'lrp' AND outcome = 'ok') AS p50,
    quantile_cont(duration_s, 0.99) FILTER (kind = 'lrp' AND outcome = 'ok') AS p99
  FROM operations SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1 AND mode = 'real') USING (run_id)
  GROUP BY run_id`;

/** Makes the table of all runs of these experiments on real control planes, of every status, in order of time. */
export async function realRunTable(
  store: Store,
  experiments: readonly string[],
): Promise<Table> {
  const rows = (await Promise.all(
    experiments.map((experiment) => readRows(store, experiment)),
  )).flat().sort((a, b) =>
    a.system.localeCompare(b.system, "en") || (a.cells ?? 0) - (b.cells ?? 0)
  );
  type Row = (typeof rows)[number];
  const time = (label: string, position: number) =>
    column.duration<Row>(
      ({ all }) => seenSeconds(all?.times[position]?.time),
      label,
    );
  const fillOf = ({ fill }: Row) => fill ?? 1;
  const differs = new Set(rows.map(fillOf)).size > 1;
  const recovery = rows.every(({ fault }) => fault === "none") ? [] : [
    column.text<Row>(
      (run) =>
        run.fault === "none"
          ? "none"
          : faultName(differs ? { ...run, fill: null } : run),
      "Fault",
    ),
    column.number<Row>(({ all }) => all?.n ?? null, "Lost"),
    column.percent<Row>(({ all }) => all?.rate.rate ?? null, "Back"),
    column.duration<Row>(
      ({ all }) => all?.first_noticed ?? null,
      "First noticed",
    ),
    time("95 % back", 1),
    time("All back", 2),
  ];
  return table(rows, [
    column.text("system", "System"),
    column.number("cells", "Cells"),
    ...differs ? [column.percent<Row>(fillOf, "Fill")] : [],
    ...recovery,
    column.number(({ own }) => own?.instances ?? null, "Instances that ran"),
    column.percent(
      ({ own }) => own && own.pushes > 0 ? own.ok / own.pushes : null,
      "Pushes ok",
    ),
    column.duration(({ own }) => own?.filled ?? null, "Until all ran"),
    column.duration(({ own }) => own?.p50 ?? null, "An instance, median"),
    column.duration(({ own }) => own?.p99 ?? null, "p99"),
    column.text("status", "Status", { note: causeOf }),
    column.text("system_version", "Version", { detail: true }),
    column.text("case_id", "Case", { detail: true }),
    column.text("run_id", "Run", { detail: true }),
  ], {
    caption: "Runs on real control planes",
    headline:
      "Control planes and their stores are real, cells or nodes are simulated, and all share one machine. An instance: from the request until it ran. Times of a recovery are from the fault.",
    none: "No run on a real control plane is on record.",
  });
}

async function readRows(store: Store, experiment: string) {
  const runs = (await platformRuns(store, experiment))
    .filter(({ mode }) => mode === "real");
  const pushes = new Map(
    (await store.query(Pushes, sql, [experiment]))
      .map((row): [string, Pushes] => [row.run_id, row]),
  );
  const curves = new Map(
    recoveryCurves(await lostInstances(store, { experiment, runs }))
      .filter(({ kind }) => kind === ALL_KINDS)
      .map((curve) => [curve.run_id, curve]),
  );
  return runs.map((run) => ({
    ...run,
    own: pushes.get(run.run_id) ?? null,
    all: curves.get(run.run_id) ?? null,
  }));
}
