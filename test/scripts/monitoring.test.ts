import { expect, test, vi } from "vitest";
import { readRuns } from "../../src/record/mod.ts";
import { sleep } from "../lab/_until.ts";
import { Trial, until } from "../testing/monitoring_trial.ts";
import { findProgram } from "../testing/programs.ts";
import { withTempFolder } from "../testing/records.ts";
import type { Finished } from "./_scripts.ts";

// A run mostly waits for the server.
vi.setConfig({ maxConcurrency: 10 });

const testRun = test.skipIf(findProgram("prometheus") === null).concurrent;
const needs = "(needs the package prometheus)";

/** Less than the server hangs for, whatever a busy machine takes to end processes and to load the store. */
const INTERRUPT_TIMEOUT_S = 50;

/** Limits create a cgroup where possible. */
const limits = { memory_limit: "1GiB", cpu_limit: 2 };

/** Interrupts a runner, and expects an incomplete record and no leftovers. */
async function interrupt(trial: Trial): Promise<void> {
  const from = performance.now();
  trial.child.kill("SIGINT");
  const { code, stdout, stderr } = await trial.finished;
  expect((performance.now() - from) / 1000).toBeLessThan(INTERRUPT_TIMEOUT_S);
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout).toContain("incomplete: interrupted");
  const { runs, rejected } = await readRuns(trial.record);
  expect(runs.map(({ status, notes }) => [status, notes]))
    .toEqual([["incomplete", "interrupted"]]);
  expect(rejected).toEqual([]);
  await trial.untilClean();
}

testRun(
  `run monitoring-load can be interrupted as soon as it begins ${needs}`,
  async () => {
    await using trial = await Trial.start({ set: limits });
    await until(
      "a process runs",
      async () => (await trial.processes()).length > 1,
    );
    await interrupt(trial);
  },
);

testRun.for(["set_up", "warm_up", "measure", "cool_down"])(
  `run monitoring-load can be interrupted in the phase %s ${needs}`,
  async (phase) => {
    await using trial = await Trial.start({
      set: { ...limits, warmup: 2, duration: 4, cooldown: 4 },
    });
    await trial.reach(phase);
    await interrupt(trial);
  },
);

testRun(
  `run monitoring-load can be interrupted while the server hangs ${needs}`,
  async () => {
    await using trial = await Trial.start({ set: { ...limits, timeout: 60 } });
    await trial.reach("measure");
    Deno.kill(await trial.pidOf("--storage.tsdb.path="), "SIGSTOP");
    // Long enough for some queries to be due.
    await sleep(1000);
    await interrupt(trial);
  },
);

/** Expects a missed objective, as a tiny run has too few queries for a p99. */
function expectUnknownP99({ code, stdout, stderr }: Finished): void {
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout).toContain("incremental_p99 is not at most 1: unknown");
  expect(stdout).toContain("of 1 runs ok, 1 did not meet an objective");
}

testRun.for(["SIGINT", "SIGKILL"] as const)(
  `run monitoring-load ended by %s can be resumed ${needs}`,
  (signal) =>
    withTempFolder(async (data) => {
      const cut = await Trial.start({ set: limits, data });
      await using _ = cut;
      await cut.reach("measure");
      cut.child.kill(signal);
      expect((await cut.finished).code).not.toBe(0);
      await cut.untilClean();
      await using resumed = await Trial.start({
        ...{ set: limits, data, args: ["--resume"] },
      });
      expectUnknownP99(await resumed.finished);
      const recorded = await resumed.recorded();
      expect(recorded.map(({ run }) => run.status))
        .toEqual(["incomplete", "ok"]);
      const [first, second] = recorded.map(({ run }) => run);
      expect(second?.case_id).toBe(first?.case_id);
      expect(second?.setting("session")).toBe(first?.setting("session"));
      expect(second?.measures?.seconds).toBeGreaterThanOrEqual(8);
    }),
);

testRun(
  `two concurrent runs can share a folder of records ${needs}`,
  () =>
    withTempFolder(async (data) => {
      await using one = await Trial.start({ data });
      await using other = await Trial.start({ data });
      const ends = [await one.finished, await other.finished];
      for (const end of ends) expectUnknownP99(end);
      const { runs, rejected } = await readRuns(one.record);
      expect(runs.map(({ status }) => status)).toEqual(["ok", "ok"]);
      expect(rejected).toEqual([]);
      for (const { rows, run } of await one.recorded()) {
        expect(run.measures?.queries.attempted).toBeGreaterThan(30);
        expect(run.measures?.outages).toEqual([]);
        expect(rows.events.at(-1)?.subject).toBe("tear_down");
      }
    }),
);
