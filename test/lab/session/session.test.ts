import { expect, test } from "vitest";
import { defineExperiment } from "../../../src/lab/plan/experiment.ts";
import { delay } from "../../../src/lab/timing/delay.ts";
import { toPlan } from "../../../src/lab/plan/run_plan.ts";
import { findSession } from "../../../src/lab/session/resume.ts";
import type { Procedure } from "../../../src/lab/run/procedure.ts";
import {
  runSession,
  type SessionOptions,
} from "../../../src/lab/session/session.ts";
import { choice, number } from "../../../src/lab/plan/settings.ts";
import type { System } from "../../../src/lab/system/system_under_test.ts";
import { withParameters } from "../../../src/lab/system/system_parameters.ts";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { readRuns } from "../../../src/record/mod.ts";
import { toTestOperation, withTempFolder } from "../../testing/records.ts";
import {
  toTestPlannedSystem,
  toTestPlanOptions,
  toTestSystem,
} from "../../testing/systems.ts";

const experiment = defineExperiment({
  name: "kv",
  question: "?",
  settings: { nodes: number("Nodes", 3, { min: 1 }) },
  presets: {
    full: {
      title: "full",
      axes: { nodes: [1, 2, 3, 4] },
      settings: {},
      repetitions: 1,
    },
  },
  requires: ["key-value"],
  objectives: [],
});
const plan = toPlan(
  experiment.presets.full!,
  toTestPlanOptions(experiment, ["none"], { seed: 5 }),
);
const { planned } = plan;

const system = toTestSystem("none", { mode: "embedded" });

function toOptions(
  record: string,
  procedure: Procedure["run"],
  signal = new AbortController().signal,
): SessionOptions {
  return {
    record,
    experiment,
    procedure: {
      estimate: () => ({ seconds: 1, simulated: null }),
      run: procedure,
    },
    judge: (_, run) => Promise.resolve({ run, summary: "" }),
    preset: "full",
    systems: [{ system, settings: { level: "low" } }],
    session: "s1",
    seed: 5,
    repetitions: 2,
    set: { level: "low" },
    labels: {},
    toolVersion: "0",
    environment: { cores: 2 },
    done: [],
    signal,
    besideSetUp: Promise.resolve(),
    machine: null,
    containerStats: null,
    onProgress: () => {},
    onNotice: () => {},
    onRun: () => {},
  };
}

test("runSession() records the variant and the block of interleaved runs", () =>
  withTempFolder(async (record) => {
    const [run] = await runSession(plan, {
      ...toOptions(record, () => Promise.resolve({})),
      labels: { variant: "b", block: "3" },
    });
    expect(run?.params.slice(-2).map(({ key, value }) => [key, value]))
      .toEqual([["variant", "b"], ["block", "3"]]);
  }));

test("runSession() continues after failed and skipped runs, and records their reasons", () =>
  withTempFolder(async (record) => {
    const runs = await runSession(
      plan,
      toOptions(record, ({ values }) => {
        if (values.nodes === 1) throw new Error("a node ended");
        if (values.nodes === 2) throw new UnavailableError("needs root");
        return Promise.resolve({
          verdict: "pass",
          system_version: "9",
        });
      }),
    );
    const found = runs.toSorted((a, b) => a.case_id < b.case_id ? -1 : 1)
      .map(({ status, verdict, notes }) => [status, verdict, notes]);
    expect(found).toEqual([
      ["failed", "none", "a node ended"],
      ["skipped", "none", "needs root"],
      ["ok", "pass", ""],
      ["ok", "pass", ""],
    ]);
    const { runs: kept } = await readRuns(record);
    expect(kept).toEqual(runs);
    expect(kept[0]?.params.map(({ key, value }) => `${key}=${value}`)).toEqual([
      `nodes=${planned[0]?.values.nodes}`,
      "none_level=low",
      "preset=full",
      "session=s1",
      "seed=5",
      "order=1",
      // 5 * 1009 + 1
      "load_seed=5046",
      "repetitions=2",
      'set={"level":"low"}',
      "systems=none",
    ]);
  }));

test("runSession() tells what was measured, after the notes, and keeps a run that cannot be judged", () =>
  withTempFolder(async (record) => {
    const summaries: string[] = [];
    await runSession(plan, {
      ...toOptions(record, () => Promise.resolve({})),
      judge(_, run) {
        if (summaries.length === 0) throw new Error("no table");
        const notes = summaries.length === 1 ? "cut short" : "";
        return Promise.resolve({ run: { ...run, notes }, summary: "9 ok/s" });
      },
      onRun: (_planned, _run, summary) => void summaries.push(summary),
    });
    expect(summaries).toEqual([
      "its rows could not be judged: no table",
      "cut short; 9 ok/s",
      "9 ok/s",
      "9 ok/s",
    ]);
  }));

test("runSession() records the resource usage of containers in the current run", () =>
  withTempFolder(async (record) => {
    const line = JSON.stringify({
      Name: "repram-0",
      CPUPerc: "5.2%",
      MemUsage: "128MiB / 1GiB",
      NetIO: "1.5kB / 0B",
      BlockIO: "0B / 0B",
      PIDs: "7",
    });
    const { readable, writable } = new TransformStream<
      Uint8Array<ArrayBuffer>,
      Uint8Array<ArrayBuffer>
    >();
    const writer = writable.getWriter();
    const runs = await runSession(plan, {
      ...toOptions(record, async () => {
        await writer.write(new TextEncoder().encode(`${line}\n`));
        await new Promise((resolve) => setTimeout(resolve, 50));
        return {};
      }),
      containerStats: readable,
    });
    const text = await Deno.readTextFile(
      `${record}/${runs[0]?.part}/samples.csv`,
    );
    expect(text).toContain(`${runs[0]?.run_id},repram-0,memory,B,`);
    expect(text).toContain(",134217728");
    await writer.close();
  }));

test.each([
  ["a flush", 10],
  ["a table too large to wait for the next flush", 100_000],
])(
  "runSession() aborts the run, with a one-line error, if the disk is full at %s",
  (_, rows) =>
    withTempFolder(async (record) => {
      let aborted = false;
      const session = runSession(
        plan,
        toOptions(record, async ({ recorder, signal }) => {
          const { run_id } = recorder;
          // Writes to /dev/full fail as on a full disk.
          await Deno.symlink("/dev/full", `${record}/${run_id}/operations.csv`);
          recorder.append(
            "operations",
            Array.from({ length: rows }, () => toTestOperation(run_id)),
          );
          await delay(30, signal).catch(() => aborted = true);
          return {};
        }),
      );
      await expect(session).rejects.toThrow(
        /^Cannot write the record in .* as No space left on device \(os error 28\): make room there, and use --resume$/,
      );
      expect(aborted).toBe(true);
    }),
);

test("runSession() stops when aborted, and resumes at the interrupted run", () =>
  withTempFolder(async (record) => {
    const abort = new AbortController();
    let begun = 0;
    const runs = await runSession(
      plan,
      toOptions(record, () => {
        if (++begun < 3) return Promise.resolve({});
        abort.abort();
        return Promise.reject(abort.signal.reason);
      }, abort.signal),
    );
    expect(runs.map(({ status }) => status)).toEqual([
      "ok",
      "ok",
      "incomplete",
    ]);
    const session = findSession((await readRuns(record)).runs, {
      preset: "full",
      systems: ["none"],
    });
    expect(session).toMatchObject({ session: "s1", seed: 5 });
    expect(plan.remaining(session.done)).toEqual(planned.slice(2));
  }));

test("runSession() passes the parameters of the run to the system, and records them, defaults too", () =>
  withTempFolder(async (record) => {
    const parameters = {
      pre_vote: choice("Pre-vote", ["off", "on"]),
      election: number("Election time-out", 1, { unit: "s" }),
    };
    const etcd: System = { ...system, name: "etcd", parameters };
    const [first] = toPlan(experiment.presets.full!, {
      ...{ repetitions: 1, seed: 5, overrides: { nodes: [3] } },
      systems: [
        toTestPlannedSystem("etcd", withParameters(experiment, etcd), {
          overrides: { etcd_pre_vote: ["on"] },
        }),
      ],
    }).planned;
    if (!first) throw new Error("Nothing is planned");
    const given: Readonly<Record<string, string>>[] = [];
    const [run] = await runSession(
      { ...plan, next: (done) => done.length === 0 ? first : null },
      {
        ...toOptions(record, ({ systemSettings }) => {
          given.push(systemSettings);
          return Promise.resolve({});
        }),
        systems: [{ system: etcd, settings: { level: "low" } }],
      },
    );
    expect(given).toEqual([{ level: "low", pre_vote: "on", election: "1" }]);
    expect(
      run?.params.filter(({ key }) => key.startsWith("etcd_"))
        .map(({ key, value, number, unit, label }) => ({
          ...{ key, value, number, unit, label },
        })),
    ).toEqual([
      {
        ...{ key: "etcd_pre_vote", value: "on", number: null },
        ...{ unit: "", label: "Pre-vote" },
      },
      {
        ...{ key: "etcd_election", value: "1", number: 1 },
        ...{ unit: "s", label: "Election time-out" },
      },
      {
        ...{ key: "etcd_level", value: "low", number: null },
        ...{ unit: "", label: "etcd_level" },
      },
    ]);
  }));

test("runSession() runs each planned run on its system, with that system's settings", () =>
  withTempFolder(async (record) => {
    const names = ["a", "b"];
    const seen: unknown[] = [];
    const both = toPlan(
      experiment.presets.full!,
      toTestPlanOptions(experiment, names, { seed: 5 }),
    );
    const runs = await runSession(both, {
      ...toOptions(record, ({ system, systemSettings, values }) => {
        seen.push([system.name, systemSettings, values.nodes]);
        if (system.name === "b") throw new UnavailableError("b is missing");
        return Promise.resolve({});
      }),
      systems: names.map((name) => ({
        system: toTestSystem(name),
        settings: { level: `of ${name}` },
      })),
    });
    expect(seen).toEqual(both.planned.map(({ system, values }) => [
      ...[system, { level: `of ${system}` }, values.nodes],
    ]));
    const texts = runs.map(({ system, status, notes, params }) => {
      const own = params.filter(({ key }) => key.endsWith("_level"));
      return [system, status, notes, own.map(({ key, value }) => key + value)];
    });
    for (const text of texts) {
      expect(text).toEqual(
        text[0] === "b"
          ? ["b", "skipped", "b is missing", ["b_levelof b"]]
          : ["a", "ok", "", ["a_levelof a"]],
      );
    }
    expect(runs[0]?.params.find(({ key }) => key === "systems")?.value)
      .toBe("a,b");
    const found = findSession(runs, { preset: "full", systems: names });
    expect(both.remaining(found.done)).toEqual([]);
  }));

test("runSession() records a system of virtual time by its clock, and nothing of the machine", () =>
  withTempFolder(async (record) => {
    const virtual = Date.UTC(2040, 0, 1);
    const [run] = await runSession(plan, {
      ...toOptions(record, async ({ recorder }) => {
        recorder.useClock(() => virtual);
        recorder.phase("measure");
        // Longer than the period of the samples of the machine.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return {};
      }),
      systems: [{ system: toTestSystem("none"), settings: {} }],
    });
    expect(run?.ended_at).toBe("2040-01-01T00:00:00.000Z");
    const folder = `${record}/${run?.part}`;
    const events = await Deno.readTextFile(`${folder}/events.csv`);
    expect(events).toContain("2040-01-01T00:00:00.000Z,phase,measure");
    expect(
      await Array.fromAsync(Deno.readDir(folder), ({ name }) => name),
    ).not.toContain("samples.csv");
  }));
