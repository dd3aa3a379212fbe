/** Reads the runs of the records that can be compared: what selects them, and what is compared. */
import { z } from "zod";
import { maybeJson, Mode } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { measureControlPlane } from "../control_plane/measure_control_plane.ts";
import { measureForwarding } from "../forwarding/measure_forwarding.ts";
import { measureMonitoringRun } from "../monitoring/monitoring_runs.ts";
import { measurePlatform } from "../platform/measure_platform.ts";
import type { MeasureRun } from "../validity/judge_run.ts";
import { causeOf, validity } from "../validity/validity.ts";
import type { ComparedRun } from "./compared_run.ts";
import { forwarderMetrics } from "./forwarder_metrics.ts";
import {
  type MeasureOptions,
  type RunMetrics,
  runMetrics,
} from "./run_metrics.ts";
import type { SelectableRun } from "./select_runs.ts";

const Row = z.strictObject({
  run_id: z.string(),
  experiment: z.string(),
  case_id: z.string(),
  system: z.string(),
  system_version: z.string(),
  tool: z.string(),
  tool_version: z.string(),
  mode: Mode,
  environment: z.string(),
});

const Setting = z.strictObject({
  run_id: z.string(),
  key: z.string(),
  value: z.string(),
});

/** A run of the records before it is measured. */
export interface ComparableRun extends SelectableRun {
  readonly mode: z.infer<typeof Mode>;
  readonly tool: string;
  /** JSON object as text. */
  readonly environment: string;
}

/** Returns all runs of a store in order of their ids. */
export async function comparableRuns(store: Store): Promise<ComparableRun[]> {
  const rows = await store.query(
    Row,
    `SELECT run_id, experiment, case_id, system, system_version, tool, tool_version, mode,
       coalesce(environment::VARCHAR, '{}') AS environment FROM runs ORDER BY run_id`,
  );
  const settings = Map.groupBy(
    await store.query(
      Setting,
      "SELECT run_id, key, coalesce(value, '') AS value FROM params ORDER BY run_id, position, key",
    ),
    ({ run_id }) => run_id,
  );
  return rows.map((row) => {
    const own = new Map(
      settings.get(row.run_id)?.map(({ key, value }) => [key, value]),
    );
    return { ...row, settings: own, session: own.get("session") ?? "" };
  });
}

/** How the runs of an experiment are measured if not by their load; null for the load. */
export type MeasureOf = (experiment: string) => MeasureRun | null;

/** Measures of the experiments whose runs are not measured by their load; the registry of experiments has the same. */
const measures: Readonly<Record<string, MeasureRun>> = {
  "monitoring-load": measureMonitoringRun,
  "forwarders": measureForwarding,
  "forwarder-chain": measureForwarding,
  "platform-smoke": measurePlatform,
  "platform-push": measurePlatform,
  "platform-fezzik": measurePlatform,
  "platform-soak": measurePlatform,
  "platform-recovery": measurePlatform,
  "platform-failures": measurePlatform,
  "control-plane": measureControlPlane,
};

/** Returns how the runs of an experiment are measured; null for those measured by their load, and for unknown ones. */
export const declaredMeasure: MeasureOf = (experiment) =>
  Object.hasOwn(measures, experiment) ? measures[experiment] ?? null : null;

/** How runs are measured for a comparison. */
export interface ComparedOptions extends MeasureOptions {
  readonly measureOf: MeasureOf;
}

/** Measures and judges runs of one or more experiments, in the order given. */
export async function toComparedRuns(
  store: Store,
  runs: readonly ComparableRun[],
  options: ComparedOptions,
): Promise<ComparedRun[]> {
  const compared = new Map<string, ComparedRun>();
  for (const [experiment, own] of Map.groupBy(runs, (run) => run.experiment)) {
    const validities = await validity(store, experiment);
    const measureRun = options.measureOf(experiment);
    const measured = await measure(store, own, { ...options, measureRun });
    for (const run of own) {
      const judged = validities.get(run.run_id);
      const found = measured.get(run.run_id);
      compared.set(run.run_id, {
        run_id: run.run_id,
        experiment,
        case_id: run.case_id,
        system: run.system,
        session: run.session,
        mode: run.mode,
        status: judged?.status ?? "incomplete",
        cause: judged === undefined ? "" : causeOf(judged).slice(0, 2000),
        disturbed: judged?.disturbed ?? false,
        factors: {
          ...factorsOf(run),
          ...options.warmUps.has(run.run_id) ? { warm_up_cut: "MSER-5" } : {},
        },
        metrics: withoutInfinity(found?.metrics ?? {}),
        units: { ...found?.units },
        operations: found?.operations ?? null,
      });
    }
  }
  return runs.flatMap(({ run_id }) => compared.get(run_id) ?? []);
}

/** Imports have no measure of ours but their load. */
async function measure(
  store: Store,
  runs: readonly ComparableRun[],
  { measureRun, ...options }: MeasureOptions & {
    readonly measureRun: MeasureRun | null;
  },
): Promise<ReadonlyMap<string, RunMetrics>> {
  const isOwn = ({ mode }: ComparableRun) =>
    measureRun !== null && mode !== "imported";
  const measured = new Map<string, RunMetrics>(
    await runMetrics(
      store,
      runs.filter((run) => !isOwn(run)).map(({ run_id }) => run_id),
      options,
    ),
  );
  const own = runs.filter(isOwn);
  // The measure of one forwarder run reads those of all.
  const forwarders = measureRun === measureForwarding && own[0] !== undefined
    ? await forwarderMetrics(store, own[0].experiment)
    : null;
  // One after the other, as the rows of one may be many.
  for (const { run_id, experiment } of own) {
    const metrics = forwarders === null
      ? (await measureRun?.(store, { run_id, experiment }))?.metrics
      : forwarders.get(run_id);
    if (metrics) measured.set(run_id, { metrics, units: {}, operations: null });
  }
  return measured;
}

/** An import can hold a duration that is not finite, which no statistic could take. */
function withoutInfinity(
  metrics: RunMetrics["metrics"],
): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [
      name,
      value !== null && Number.isFinite(value) ? value : null,
    ]),
  );
}

/** Returns settings, versions and environment by key. */
function factorsOf(run: ComparableRun): Record<string, string> {
  const environment = maybeJson(run.environment);
  const entries = Object.entries(
    typeof environment === "object" && environment !== null ? environment : {},
  ).map(([key, value]): [string, string] => [
    `environment.${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const all: [string, string][] = [
    ...run.settings,
    ...entries,
    ["experiment", run.experiment],
    ["system", run.system],
    ["system_version", run.system_version],
    ["tool", run.tool],
    ["tool_version", run.tool_version],
    ["mode", run.mode],
  ];
  return Object.fromEntries(
    all.filter(([key, value]) => key !== "session" && value !== "")
      .map(([key, value]) => [key.slice(0, 2000), value.slice(0, 2000)]),
  );
}
