/** Small test records, written to a temporary folder and loaded. */
import {
  appendRuns,
  type Operation,
  type Param,
  PartWriter,
  type Reported,
  type Rows,
  type Run,
} from "../../src/record/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";

/** Returns a run with all fields; imported, as a run of this tool that never reached the phase `measure` is invalid. */
export function toTestRun(id: string, options: Partial<Run> = {}): Run {
  return {
    run_id: id,
    experiment: "kv",
    case_id: "nodes=3",
    repetition: 1,
    part: id,
    system: "etcd",
    system_version: "3.4",
    mode: "imported",
    tool: "loadline",
    tool_version: "0",
    environment: { cpus: 2 },
    started_at: "2026-01-02T03:04:05Z",
    ended_at: null,
    status: "ok",
    verdict: "pass",
    verdict_text: "",
    objectives: [],
    source: "",
    notes: "",
    params: [],
    ...options,
  };
}

export function toTestParam(
  key: string,
  value: string | number,
  options: Partial<Param> = {},
): Param {
  return {
    key,
    value: String(value),
    number: typeof value === "number" ? value : null,
    unit: "",
    label: key,
    position: 1,
    ...options,
  };
}

export function toTestOperation(
  run_id: string,
  options: Partial<Operation> = {},
): Operation {
  return {
    run_id,
    operation_id: "1",
    kind: "PUT",
    subject: "",
    started_at: null,
    duration_s: 0.1,
    outcome: "ok",
    error: "",
    code: "",
    bytes: null,
    worker: "",
    ...options,
  };
}

export function toTestReported(
  run_id: string,
  options: Partial<Reported> = {},
): Reported {
  return {
    run_id,
    kind: "cpu",
    statistic: "value",
    value: null,
    unit: "1",
    n: null,
    label: "% CPU",
    position: 10,
    text: "",
    annotation: "",
    struck: false,
    ...options,
  };
}

/** Writes one run and its rows to the record of its experiment under `data`. */
export async function writeTestRun(
  data: string,
  run: Run,
  rows: Partial<Rows> = {},
): Promise<void> {
  await using writer = new PartWriter(`${data}/${run.experiment}/${run.part}`);
  writer.appendAll({
    operations: [],
    stages: [],
    samples: [],
    histograms: [],
    reported: [],
    events: [],
    warnings: [],
    sequences: [],
    ...rows,
  });
  await writer.close();
  await appendRuns(`${data}/${run.experiment}`, [run]);
}

/** Runs `body` with a temporary folder, which is always removed. */
export async function withTempFolder<Result>(
  body: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await Deno.makeTempDir();
  try {
    return await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs `body` with a store of these runs. */
export function withTestStore<Result>(
  runs: readonly (readonly [Run, Partial<Rows>])[],
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  return withTempFolder(async (data) => {
    for (const [run, rows] of runs) await writeTestRun(data, run, rows);
    await loadStore(data, `${data}/store.duckdb`);
    using store = await Store.open(`${data}/store.duckdb`);
    return await body(store);
  });
}
