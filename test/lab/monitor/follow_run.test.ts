import { expect, test } from "vitest";
import {
  findLiveRuns,
  followRun,
} from "../../../src/lab/monitor/follow_run.ts";
import { lockRun, unlockRun } from "../../../src/lab/recording/run_lock.ts";
import { CsvTail } from "../../../src/lab/monitor/csv_tail.ts";
import {
  appendRuns,
  type Event,
  type Operation,
  PartWriter,
  type Run,
} from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
} from "../../testing/records.ts";

const running = toTestRun("r1", { status: "running" });
const event: Event = {
  run_id: "r1",
  at: "2026-01-02T03:04:05.000Z",
  kind: "note",
  subject: "",
  detail: 'two\nlines, "quoted"',
  data: "{}",
};

/** Writes a record with runs, and a part for each that was last written `age` seconds ago. */
async function write(
  data: string,
  runs: readonly Run[],
  { age = 0 }: { age?: number } = {},
): Promise<void> {
  await appendRuns(`${data}/kv`, runs);
  for (const { part } of runs) {
    await Deno.mkdir(`${data}/kv/${part}`, { recursive: true });
    await Deno.writeTextFile(`${data}/kv/${part}/events.csv`, "");
    const then = new Date(Date.now() - age * 1000);
    await Deno.utime(`${data}/kv/${part}/events.csv`, then, then);
  }
}

test("findLiveRuns() finds the latest run first, and no ended or silent run", () =>
  withTempFolder(async (data) => {
    await write(data, [running, { ...running, run_id: "r2", part: "r2" }]);
    await write(data, [
      { ...running, run_id: "r0", part: "r0" },
      { ...running, run_id: "r0", part: "r0", status: "ok" },
      {
        ...running,
        run_id: "r3",
        part: "r3",
        status: "ok",
        environment: { said: { status: "running" } },
      },
    ]);
    await write(data, [{ ...running, run_id: "r4", part: "r4" }], { age: 11 });
    const live = await findLiveRuns(data);
    expect(live.map(({ run }) => run.run_id)).toEqual(["r2", "r1"]);
    expect(live[0]?.record).toBe(`${data}/kv`);
  }));

test("findLiveRuns() finds a silent run whose runner is alive", () =>
  withTempFolder(async (data) => {
    await write(data, [running], { age: 60 });
    expect(await findLiveRuns(data)).toEqual([]);
    using _ = await lockRun(`${data}/kv/r1`);
    await Deno.utime(`${data}/kv/r1/.running`, 0, 0);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `import { findLiveRuns } from "${new URL(
          "../../../src/lab/monitor/follow_run.ts",
          import.meta.url,
        )}"; console.log((await findLiveRuns(${
          JSON.stringify(data)
        })).length);`,
      ],
      env: { NO_COLOR: "1" },
    }).output();
    expect(new TextDecoder().decode(stdout).trim()).toBe("1");
  }));

test("followRun() reads new rows, and the end of the run", () =>
  withTempFolder(async (data) => {
    await appendRuns(`${data}/kv`, [running]);
    const lock = await lockRun(`${data}/kv/r1`);
    const writer = new PartWriter(`${data}/kv/r1`, { minCompactRows: 2 });
    const [live] = await findLiveRuns(data);
    if (!live) throw new TypeError("not found");
    const poll = followRun(live);
    expect(await poll()).toMatchObject({ running: true, state: { nodes: [] } });
    writer.append("events", [{ ...event, kind: "phase", subject: "measure" }]);
    writer.append("operations", [
      toTestOperation("r1", { kind: "put", subject: "node-0" }),
    ]);
    writer.append("samples", [{
      run_id: "r1",
      source: "node-1",
      metric: "cpu",
      unit: "1",
      at: event.at,
      value: 0.25,
    }]);
    writer.flush();
    const { state } = await poll();
    expect(state.phase).toBe("measure");
    expect(state.nodes.map(({ name }) => name)).toEqual(["node-0", "node-1"]);
    writer.append("events", [event, event]);
    writer.flush();
    expect((await poll()).state.events.map(({ detail }) => detail))
      .toEqual([event.detail, event.detail, event.detail]);
    // Tables become Parquet while they are followed.
    await writer.close();
    expect(await poll()).toMatchObject({ state: { phase: "measure" } });
    await appendRuns(`${data}/kv`, [{ ...running, status: "ok" }]);
    await unlockRun(`${data}/kv/r1`);
    lock.close();
    const last = await poll();
    expect(last.running).toBe(false);
    expect(last.state.events).toHaveLength(3);
    expect(last.state.totals.attempted).toBe(1);
  }));

test("CsvTail returns a torn row once it is complete, wherever it was torn", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(`${folder}/all`);
    writer.append("events", [event, { ...event, detail: "last" }]);
    await writer.close();
    const bytes = await Deno.readFile(`${folder}/all/events.csv`);
    for (let torn = 1; torn < bytes.length; torn++) {
      const path = `${folder}/events.csv`;
      await Deno.writeFile(path, bytes.subarray(0, torn));
      const tail = new CsvTail(folder, "events", { run_id: "r1" });
      const before = await tail.read();
      await Deno.writeFile(path, bytes);
      const after = await tail.read();
      expect(before.concat(after).map(({ detail }) => detail))
        .toEqual([event.detail, "last"]);
      expect(await tail.read()).toEqual([]);
    }
  }));

test("CsvTail starts near the end of a long table, at a row and not at a line inside quotes", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    const rows = Array.from(
      { length: 200 },
      (_, i): Operation =>
        toTestOperation("r1", {
          operation_id: String(i),
          error: "a,\nb,\nc",
          duration_s: i % 2 === 0 ? null : 0.5,
        }),
    );
    writer.append("operations", rows);
    writer.flush();
    const { size } = await Deno.stat(`${folder}/operations.csv`);
    for (let maxInitialBytes = 1; maxInitialBytes < 400; maxInitialBytes += 7) {
      const tail = new CsvTail(folder, "operations", {
        run_id: "r1",
        maxInitialBytes,
      });
      const read = await tail.read();
      expect(read).toEqual(rows.slice(rows.length - read.length));
      expect(read.length).toBeGreaterThanOrEqual(
        Math.floor(maxInitialBytes / (size / 200)) - 1,
      );
    }
    await writer.close();
  }));

test("CsvTail drops invalid rows, and waits for a missing file", () =>
  withTempFolder(async (folder) => {
    const tail = new CsvTail(folder, "events", { run_id: "r1" });
    expect(await tail.read()).toEqual([]);
    await Deno.writeTextFile(
      `${folder}/events.csv`,
      'run_id,at,kind,subject,detail,data\nr1,no time,note,"","",{}\nr1\nr1,,note,"",x,{}\n',
    );
    expect(await tail.read()).toEqual([{ ...event, at: null, detail: "x" }]);
  }));
