import { expect, test } from "vitest";
import { SessionWatch } from "../../../src/lab/monitor/session_watch.ts";
import {
  appendRuns,
  type Event,
  PartWriter,
  type Run,
} from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTempFolder,
} from "../../testing/records.ts";

function running(id: string, session = "s"): Run {
  return toTestRun(id, {
    case_id: id,
    status: "running",
    params: [toTestParam("session", session)],
  });
}

function phase(run_id: string, subject: string): Event {
  return {
    ...{ run_id, at: "2026-01-02T03:04:06.000Z", kind: "phase", subject },
    ...{ detail: "", data: "{}" },
  };
}

function watchOf(data: string) {
  return new SessionWatch(data, { findOutline: () => Promise.resolve(null) });
}

/** Makes the tables of a part look as if they were last written some seconds ago. */
async function age(folder: string, seconds: number): Promise<void> {
  const then = new Date(Date.now() - seconds * 1000);
  for await (const { name } of Deno.readDir(folder)) {
    await Deno.utime(`${folder}/${name}`, then, then);
  }
}

test("SessionWatch waits for a run, reads its rows as they are written, and its end", () =>
  withTempFolder(async (data) => {
    expect(await watchOf(`${data}/none`).poll()).toBeNull();
    const watch = watchOf(data);
    expect(await watch.poll()).toBeNull();
    await using writer = new PartWriter(`${data}/kv/r1`);
    await appendRuns(`${data}/kv`, [running("r1")]);
    writer.append("events", [phase("r1", "warm_up")]);
    writer.flush();
    expect(await watch.poll()).toMatchObject({
      course: "running",
      progress: { position: 1, total: null },
      follower: { state: { phase: "warm_up", totals: { attempted: 0 } } },
    });
    writer.append("events", [phase("r1", "measure")]);
    writer.append("operations", [
      toTestOperation("r1", {
        kind: "put",
        started_at: "2026-01-02T03:04:07Z",
      }),
    ]);
    writer.flush();
    expect(await watch.poll()).toMatchObject({
      follower: { state: { phase: "measure", totals: { attempted: 1 } } },
    });
    // Tables become Parquet while they are followed.
    await writer.close();
    expect(await watch.poll()).toMatchObject({ course: "running" });
    await appendRuns(`${data}/kv`, [{ ...running("r1"), status: "ok" }]);
    expect(await watch.poll()).toMatchObject({
      course: "ended",
      run: { status: "ok" },
      follower: { state: { totals: { attempted: 1 } } },
    });
    expect(await watch.poll()).toMatchObject({ course: "ended" });
  }));

test("SessionWatch follows the next run, with the runs of its session", () =>
  withTempFolder(async (data) => {
    await appendRuns(`${data}/kv`, [
      { ...running("r1"), status: "ok" },
      { ...running("q1", "other"), status: "ok" },
    ]);
    await using first = new PartWriter(`${data}/kv/r2`);
    first.append("events", [phase("r2", "measure")]);
    first.flush();
    await appendRuns(`${data}/kv`, [running("r2")]);
    const watch = watchOf(data);
    const watched = await watch.poll();
    expect(watched?.session.map(({ run_id }) => run_id)).toEqual(["r1", "r2"]);
    expect(watched?.progress.position).toBe(2);
    await appendRuns(`${data}/kv`, [{ ...running("r2"), status: "failed" }]);
    await using second = new PartWriter(`${data}/kv/r3`);
    second.append("events", [phase("r3", "set_up")]);
    second.flush();
    await appendRuns(`${data}/kv`, [running("r3")]);
    // The next run began before the end of the last was seen.
    expect(await watch.poll()).toMatchObject({
      course: "ended",
      run: { run_id: "r2", status: "failed" },
    });
    const next = await watch.poll();
    expect(next).toMatchObject({ course: "running", run: { run_id: "r3" } });
    expect(next?.session.map(({ run_id, status }) => `${run_id} ${status}`))
      .toEqual(["r1 ok", "r2 failed", "r3 running"]);
  }));

test("SessionWatch shows a killed run as interrupted, and does not begin with one", () =>
  withTempFolder(async (data) => {
    await using writer = new PartWriter(`${data}/kv/r1`);
    writer.append("events", [phase("r1", "measure")]);
    writer.flush();
    await appendRuns(`${data}/kv`, [running("r1")]);
    const watch = watchOf(data);
    expect(await watch.poll()).toMatchObject({ course: "running" });
    // The lock file of a killed run stays, but nobody holds it.
    await Deno.writeTextFile(`${data}/kv/r1/.running`, "");
    expect(await watch.poll()).toMatchObject({
      course: "interrupted",
      progress: { end: null },
    });
    expect(await watchOf(data).poll()).toBeNull();
    await Deno.remove(`${data}/kv/r1/.running`);
    await age(`${data}/kv/r1`, 11);
    expect(await watchOf(data).poll()).toBeNull();
  }));

test("SessionWatch takes the latest of several runs", () =>
  withTempFolder(async (data) => {
    for (const id of ["r1", "r3", "r2"]) {
      await using writer = new PartWriter(`${data}/kv/${id}`);
      writer.append("events", [phase(id, "measure")]);
      await appendRuns(`${data}/kv`, [running(id)]);
    }
    expect((await watchOf(data).poll())?.run.run_id).toBe("r3");
  }));

test("SessionWatch refuses a file in place of the folder of the records", () =>
  withTempFolder(async (data) => {
    await Deno.writeTextFile(`${data}/file`, "");
    await expect(watchOf(`${data}/file`).poll()).rejects.toThrow(
      /^Cannot watch '.*file' as it is no folder/,
    );
  }));
