/** Runs of `forwarders` in the test's own process, and forwarders that misbehave. */
import { measureForwarding } from "../../src/analysis/forwarding/measure_forwarding.ts";
import { judgeRun } from "../../src/analysis/validity/judge_run.ts";
import { forwarderProcedure } from "../../src/experiments/forwarders/forwarder_procedure.ts";
import { forwarders } from "../../src/experiments/forwarders/forwarders.ts";
import { packageFreeProgram } from "../../src/lab/processes/package_free_program.ts";
import { toPlan } from "../../src/lab/plan/run_plan.ts";
import type { Value } from "../../src/lab/plan/settings.ts";
import { runSession } from "../../src/lab/session/session.ts";
import type { Run } from "../../src/record/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import type { ForwarderSystem } from "../../src/systems/forwarders/forwarder.ts";
import { withTempFolder } from "./records.ts";
import { toTestPlanOptions, toTestSystem } from "./systems.ts";

/** Settings of a run of about seven seconds. */
const short = {
  ...{ rate: 2000, warmup: 0.3, duration: 1.5, outage: 3, recovery: 1 },
  drain: 10,
};

/** A run on record. */
export interface RecordedRun {
  readonly run: Run;
  /** As the terminal shows it. */
  readonly summary: string;
  readonly store: Store;
  /** Returns the rows of a query as lines, their cells joined by spaces. */
  lines(sql: string): Promise<string[]>;
}

/** Makes one run on a forwarder, and passes its record on. */
export function withForwarderRun(
  system: ForwarderSystem,
  set: Readonly<Record<string, Value>>,
  act: (recorded: RecordedRun) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (data) => {
    const preset = {
      ...{ title: "test", axes: {}, cases: [{}], repetitions: 1, search: null },
      settings: { ...short, ...set },
    };
    const experiment = { ...forwarders, presets: { test: preset } };
    const plan = toPlan(preset, toTestPlanOptions(experiment, [system.name]));
    let summary = "";
    const [run] = await runSession(plan, {
      ...{ record: `${data}/forwarders`, experiment },
      ...{ procedure: forwarderProcedure, preset: "test", set: {} },
      ...{ systems: [{ system, settings: {} }], session: "s", seed: 1 },
      ...{ repetitions: 1, done: [], toolVersion: "0", environment: {} },
      ...{
        labels: {},
        machine: null,
        besideSetUp: Promise.resolve(),
        containerStats: null,
        onProgress: () => {},
        onNotice: () => {},
      },
      signal: new AbortController().signal,
      judge: (record, run) =>
        judgeRun(record, run, {
          objectives: [...forwarders.objectives],
          measure: measureForwarding,
        }),
      onRun: (_planned, _run, text) => {
        summary = text;
      },
    });
    if (!run) throw new Error("There must be a run");
    await loadStore(data, `${data}/s.duckdb`);
    using store = await Store.open(`${data}/s.duckdb`);
    await act({
      ...{ run, summary, store },
      async lines(sql) {
        const { rows } = await store.rows(sql);
        return rows.map((row) => Object.values(row).join(" "));
      },
    });
  });
}

/**
 * A forwarder that is the text of a module, which gets its port, and the port of a sink, as arguments. With `port` its
 * lines are sent there instead.
 */
export function toScriptForwarder(
  text: string,
  { port = null }: { readonly port?: number | null } = {},
): ForwarderSystem {
  return {
    ...toTestSystem("script", { can: ["forward-lines"] }),
    ...{ buffer: "memory", perSink: true, atCap: ["drop"], hasAdapter: false },
    async start({ name, forwarding, processes }) {
      const file = `${processes.folder}/script.ts`;
      await Deno.writeTextFile(file, text);
      const own = processes.freePort();
      const process = processes.spawn(name, [
        ...[...packageFreeProgram(), "--quiet", "--allow-net=127.0.0.1", file],
        ...[own, ...forwarding.sinks.map(({ port }) => port)].map(String),
      ]);
      return {
        version: "1",
        inputs: [{ name, host: "127.0.0.1", port: port ?? own }],
        ...{ processes: [process], main: process, spool: "" },
        ...{ configuration: [], remarks: [], counters: null },
        ...{ countedBy: "forwarder", countersLag: 0 },
      };
    },
  };
}
