/**
 * Facts of single runs: tables that are computed from the rows of a run when it is loaded, as every question about it needs
 * them and each would read all of its rows again.
 *
 * Only what depends on the rows of one run alone; judgements are made from them when they are asked for. `factsVersion`
 * changes with the SQL, and a load then computes the facts of all runs again.
 */
import { version } from "@duckdb/node-api";
import { digest } from "../../record/mod.ts";
import courseSql from "./facts/course_facts.sql" with { type: "text" };
import lineSql from "./facts/line_facts.sql" with { type: "text" };
import loadSql from "./facts/load_facts.sql" with { type: "text" };
import machineSql from "./facts/machine_facts.sql" with { type: "text" };
import settingSql from "./facts/setting_facts.sql" with { type: "text" };
import targetSql from "./facts/target_facts.sql" with { type: "text" };
import toldSql from "./facts/told_facts.sql" with { type: "text" };
import windowSql from "./facts/window_facts.sql" with { type: "text" };
import views from "./views.sql" with { type: "text" };

/** A table with at most one row for each run. */
export interface FactTable {
  readonly name: string;
  /** Columns after `run_id`, with their types. */
  readonly columns: readonly string[];
  /** Condition without which no run has a row: to find that costs less than a query that finds nothing. */
  readonly where: string;
  /** Query of the rows, over the views of a session. */
  readonly sql: string;
}

function toFactTable(
  name: string,
  { sql, where, columns }: {
    readonly sql: string;
    readonly where: string;
    readonly columns: Readonly<Record<string, string>>;
  },
): FactTable {
  return {
    ...{ name, where, sql },
    columns: Object.entries(columns).map(([column, type]) =>
      `"${column}" ${type}`
    ),
  };
}

/** All tables of facts, each after those that it is computed from. */
export const factTables: readonly FactTable[] = [
  toFactTable("setting_facts", {
    sql: settingSql,
    where: "EXISTS (FROM params)",
    columns: {
      ...{ fault: "VARCHAR", loop: "VARCHAR", attribute: "VARCHAR" },
      ...{ stops: "BOOLEAN", rate: "DOUBLE", threads: "DOUBLE" },
      ...{ nodes: "DOUBLE", users: "DOUBLE", targets: "DOUBLE" },
      ...{ scrape_interval: "DOUBLE", cpu_limit: "DOUBLE" },
      ...{ duration: "DOUBLE", fault_duration: "DOUBLE", recovery: "DOUBLE" },
      timeout_s: "DOUBLE",
    },
  }),
  toFactTable("window_facts", {
    sql: windowSql,
    where: "EXISTS (FROM events WHERE kind = 'phase' AND subject = 'measure')",
    columns: {
      ...{ begin_at: "TIMESTAMP", end_at: "TIMESTAMP", window_s: "DOUBLE" },
      ...{ measure_s: "DOUBLE", measure_ended: "TIMESTAMP" },
      ...{ cut: "VARCHAR", overrun: "VARCHAR" },
    },
  }),
  toFactTable("course_facts", {
    sql: courseSql,
    where: "EXISTS (FROM events)",
    columns: {
      ...{ load_started: "TIMESTAMP", load_stopped: "TIMESTAMP" },
      ...{ ended_by_itself: "BOOLEAN", stood_still_s: "DOUBLE" },
      ...{ stood_still: "VARCHAR", clock_jump_s: "DOUBLE", died: "VARCHAR" },
      ...{ unhealthy: "VARCHAR", odd_lines: "BIGINT" },
      ...{ seen_beside: "VARCHAR[]", driven: "BOOLEAN" },
    },
  }),
  toFactTable("load_facts", {
    sql: loadSql,
    where: "EXISTS (FROM operations)",
    columns: {
      ...{ is_whole: "BOOLEAN", seconds: "DOUBLE", attempted: "BIGINT" },
      ...{ ok: "BIGINT", done: "BIGINT", completed: "BIGINT" },
      ...{ percentiles: "DOUBLE[]", due: "BIGINT", succeeded: "BIGINT" },
      ...{ succeeded_in_phase: "BIGINT", sends: "BIGINT", sends_ok: "BIGINT" },
      ...{ platform_work: "BIGINT", load_from: "TIMESTAMP" },
      ...{ load_until: "TIMESTAMP", p99: "DOUBLE" },
    },
  }),
  toFactTable("machine_facts", {
    sql: machineSql,
    where: "EXISTS (FROM samples)",
    columns: {
      ...{ host_interval_s: "DOUBLE", host_gap_s: "DOUBLE", cores: "DOUBLE" },
      ...{ host: "DOUBLE", generator: "DOUBLE", processes: "DOUBLE" },
      ...{ nodes_known: "BIGINT", targets_known: "BOOLEAN", server: "DOUBLE" },
      ...{ lag_s: "DOUBLE", lag_mean_s: "DOUBLE", lag_max_s: "DOUBLE" },
      disk_free: "DOUBLE",
    },
  }),
  toFactTable("target_facts", {
    sql: targetSql,
    where: "EXISTS (FROM events WHERE kind = 'down') " +
      "OR EXISTS (FROM operations WHERE kind IN ('incremental', 'big'))",
    columns: {
      ...{ silent: "BIGINT", silent_reason: "VARCHAR" },
      ...{ answerable: "BIGINT", empty: "BIGINT" },
      ...{ wrong: "BIGINT", wrong_error: "VARCHAR" },
    },
  }),
  toFactTable("line_facts", {
    sql: lineSql,
    where: "EXISTS (FROM histograms WHERE starts_with(kind, 'delivery ')) " +
      "OR EXISTS (FROM samples WHERE metric = 'sent_lines') " +
      "OR EXISTS (FROM operations WHERE kind IN ('send', 'log_push'))",
    columns: {
      delivery_p99: "DOUBLE",
      behind_s: "DOUBLE",
      others_p99: "DOUBLE",
    },
  }),
  toFactTable("told_facts", {
    sql: toldSql,
    where: "EXISTS (FROM reported)",
    columns: { told: "DOUBLE" },
  }),
];

/** Digest of what the facts are computed by. */
export const factsVersion: string = digest(
  [
    version(),
    views,
    ...factTables.map(({ where, sql }) => `${where}\n${sql}`),
  ].join("\n"),
);
