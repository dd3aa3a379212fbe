import { expect, test } from "vitest";
import { number } from "../../../src/lab/plan/settings.ts";
import { Recorder } from "../../../src/lab/recording/recorder.ts";
import {
  defineProcedure,
  type ReadyRun,
} from "../../../src/lab/run/define_procedure.ts";
import type { System } from "../../../src/lab/system/system_under_test.ts";
import { toTestRun, withTempFolder } from "../../testing/records.ts";

const settings = { duration: number("Duration", 0.01, { unit: "s" }) };

/** A system that is never started. */
const system: System = {
  ...{ name: "none", title: "nothing", mode: "simulated", programs: [] },
  ...{ settings: {}, parameters: {}, identifying: [], sizes: () => [] },
  ...{ can: [], metricFamilies: [] },
};

/** Runs a procedure with these phases and a load; returns what happened, in order, and the recorded phases. */
async function makeRun(
  phases: ReadyRun["phases"],
  { signal } = new AbortController(),
) {
  const calls: string[] = [];
  const procedure = defineProcedure({
    settings,
    estimate: ({ duration }) => duration + 1,
    estimateSimulation: null,
    setUp({ values, owned }) {
      calls.push(`set up for ${values.duration} s`);
      owned.defer(() => void calls.push("closed the first"));
      owned.defer(() => void calls.push("closed the second"));
      return Promise.resolve({
        system_version: "9",
        loads: [{
          started: Promise.resolve(),
          live: () => ({ ok: 7, failed: 0 }),
          stop: () => Promise.resolve(calls.push("stopped the load")),
        }],
        phases,
      });
    },
  });
  return await withTempFolder(async (record) => {
    const recorder = await Recorder.open(record, toTestRun("r", { part: "r" }));
    // What is beside the set-up takes longer than that.
    const { promise: waited, resolve: begin } = Promise.withResolvers<void>();
    const ended = await procedure.run({
      ...{ values: { other: 1 }, system, systemSettings: {}, seed: 1 },
      ...{ recorder, signal },
      besideSetUp: waited.then(() => void calls.push("done beside the set-up")),
      onProgress: (phase, detail) => {
        calls.push(`${phase}: ${detail}`);
        if (detail === "starting the load") setTimeout(begin, 5);
      },
      onNotice: () => {},
    }).catch((error: Error) => error.message);
    await recorder.finish({ status: "ok" });
    const text = await Deno.readTextFile(`${record}/r/events.csv`);
    const recorded = [...text.matchAll(/,phase,(\w+),/g)]
      .map(([, phase]) => phase);
    return { ended, calls, recorded };
  });
}

test("defineProcedure() makes the phases of its parts between set-up and tear-down", async () => {
  let seconds = NaN;
  const { ended, calls, recorded } = await makeRun(
    async ({ runPhase, coolDown }) => {
      await runPhase("warm_up", 0);
      const { start, end } = await runPhase("measure", 0.05);
      seconds = (end.getTime() - start.getTime()) / 1000;
      await coolDown(0, () => Promise.resolve());
    },
  );
  expect(ended).toEqual({ system_version: "9" });
  expect(recorded).toEqual([
    ...["set_up", "warm_up", "measure", "cool_down", "tear_down"],
  ]);
  expect(seconds).toBeGreaterThan(0.045);
  // What is left is told again on a busy machine.
  expect(calls.filter((call, i) => call !== calls[i - 1])).toEqual([
    "set up for 0.01 s",
    "set up: starting the load",
    "done beside the set-up",
    "measure: 1 s left, 7 ok/s, 0 not ok",
    "cool down: waiting for the last responses",
    "stopped the load",
    "cool down: 0 s",
    "closed the second",
    "closed the first",
  ]);
});

test("defineProcedure() closes all that was started when a run is aborted", async () => {
  const stop = new AbortController();
  const { ended, calls, recorded } = await makeRun(
    async ({ runPhase }) => {
      const phase = runPhase("measure", 60);
      stop.abort(new Error("enough"));
      await phase;
    },
    stop,
  );
  expect(ended).toBe("enough");
  expect(recorded).toEqual(["set_up", "measure"]);
  expect(calls.slice(-2)).toEqual(["closed the second", "closed the first"]);
});

test("defineProcedure() estimates by its settings, with defaults", () => {
  const parts = {
    settings,
    estimate: ({ duration }: { readonly duration: number }) => duration + 1,
    setUp: () => Promise.reject(new Error("not needed")),
  };
  const real = defineProcedure({ ...parts, estimateSimulation: null });
  expect(real.estimate({}, system)).toEqual({ seconds: 1.01, simulated: null });
  expect(real.estimate({ duration: 5, other: "x" }, system).seconds).toBe(6);
  const both = defineProcedure({
    ...parts,
    estimateSimulation: ({ duration }) => duration / 10,
  });
  expect(both.estimate({ duration: 5 }, system)).toEqual({
    ...{ seconds: 0.5, simulated: 6 },
  });
  expect(both.estimate({ duration: 5 }, { mode: "real" })).toEqual({
    ...{ seconds: 6, simulated: null },
  });
});
