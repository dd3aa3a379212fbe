import { expect, test, vi } from "vitest";
import {
  closeKilledRuns,
  isLocked,
  lockRun,
  unlockRun,
} from "../../../src/lab/recording/run_lock.ts";
import { appendRuns, readRuns } from "../../../src/record/mod.ts";
import { toTestRun, withTempFolder } from "../../testing/records.ts";

const runnerThatIsKilled = `
const { Recorder } = await import(Deno.args[0]);
const recorder = await Recorder.open(Deno.args[1], JSON.parse(Deno.args[2]));
recorder.event("phase", "measure");
await new Promise((resolve) => setTimeout(resolve, 1300));
console.log("written");
await new Promise((resolve) => setTimeout(resolve, 60_000));
`;

test("closeKilledRuns() keeps a run whose runner was killed, as incomplete, with all but its last second", () =>
  withTempFolder(async (record) => {
    const run = toTestRun("r1", { status: "running" });
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--config=deno.json",
        `data:text/typescript,${encodeURIComponent(runnerThatIsKilled)}`,
        new URL("../../../src/lab/recording/recorder.ts", import.meta.url).href,
        record,
        JSON.stringify(run),
      ],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    expect(await isLocked(`${record}/r1`)).toBe(true);
    expect(await closeKilledRuns(record)).toEqual([]);
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    expect(await closeKilledRuns(record)).toMatchObject([
      { run_id: "r1", status: "incomplete", notes: "the runner was killed" },
    ]);
    const { runs } = await readRuns(record);
    expect(runs).toMatchObject([{ run_id: "r1", status: "incomplete" }]);
    expect(runs[0]?.ended_at).toMatch(/^20/);
    expect(await Deno.readTextFile(`${record}/r1/events.csv`))
      .toContain(",phase,measure,");
    expect(await closeKilledRuns(record)).toEqual([]);
  }));

test("closeKilledRuns() skips runs that ended, or whose lock is held", () =>
  withTempFolder(async (record) => {
    await appendRuns(record, [
      toTestRun("r1"),
      toTestRun("r2", { status: "running" }),
    ]);
    const lock = await lockRun(`${record}/r2`);
    expect(await closeKilledRuns(record)).toEqual([]);
    await unlockRun(`${record}/r2`);
    lock.close();
    expect(await closeKilledRuns(record)).toHaveLength(1);
  }));

test("closeKilledRuns() skips a run that ends during the search", () =>
  withTempFolder(async (record) => {
    const run = toTestRun("r1", { status: "running" });
    await appendRuns(record, [run]);
    const lock = await lockRun(`${record}/r1`);
    const { open } = Deno;
    let opened = 0;
    const spy = vi.spyOn(Deno, "open").mockImplementation(
      async (path, options) => {
        // The run was read as running; its runner finishes it now.
        if (String(path).startsWith(`${record}/r1/`) && opened++ === 0) {
          await appendRuns(record, [{ ...run, status: "ok" }]);
          await unlockRun(`${record}/r1`);
          lock.close();
        }
        return await open(path, options);
      },
    );
    try {
      expect(await closeKilledRuns(record)).toEqual([]);
    } finally {
      spy.mockRestore();
    }
    expect(opened).toBe(1);
    const { runs } = await readRuns(record);
    expect(runs).toMatchObject([{ run_id: "r1", status: "ok" }]);
  }));
