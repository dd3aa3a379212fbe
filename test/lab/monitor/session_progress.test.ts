import { expect, test } from "vitest";
import { sessionProgress } from "../../../src/lab/monitor/session_progress.ts";
import type { Run } from "../../../src/record/mod.ts";
import { toTestParam, toTestRun } from "../../testing/records.ts";

const start = Date.parse("2026-01-02T03:00:00Z");
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();

function run(id: string, case_id: string, options: Partial<Run> = {}): Run {
  return toTestRun(id, { case_id, status: "ok", ...options });
}

const outline = {
  objectives: [],
  planned: ["a", "b", "c"].map((case_id) => ({
    case_id,
    repetition: 1,
    seconds: 60,
  })),
  openEnded: false,
};

test("sessionProgress() adds what is left of the run and the runs to come", () => {
  const current = run("2", "b", { status: "running", started_at: at(70) });
  const first = run("1", "a", { started_at: at(0), ended_at: at(60) });
  const progress = sessionProgress(current, {
    ...{ runs: [first, current], outline, now: start + 90_000 },
    isRunning: true,
  });
  expect(progress).toEqual({
    systems: ["etcd"],
    position: 2,
    total: 3,
    share: 80 / 180,
    end: start + 190_000,
  });
});

test("sessionProgress() expects runs to take as much longer as the earlier ones", () => {
  const current = run("2", "b", { status: "running", started_at: at(120) });
  const first = run("1", "a", { started_at: at(0), ended_at: at(120) });
  const progress = sessionProgress(current, {
    ...{ runs: [first, current], outline, now: start + 120_000 },
    isRunning: true,
  });
  expect(progress.end).toBe(start + 360_000);
});

test("sessionProgress() repeats interrupted runs, and has no end while none is in progress", () => {
  const cut = run("1", "a", { status: "incomplete" });
  const again = run("2", "a", { status: "running", started_at: at(0) });
  const progress = sessionProgress(again, {
    ...{ runs: [cut, again], outline, now: start },
    isRunning: true,
  });
  expect(progress).toEqual({
    systems: ["etcd"],
    position: 1,
    total: 3,
    share: 0,
    end: start + 180_000,
  });
  const over = run("2", "a", { started_at: at(0), ended_at: at(60) });
  expect(
    sessionProgress(over, {
      runs: [cut, over],
      outline,
      now: start,
      isRunning: false,
    }),
  )
    .toEqual({
      systems: ["etcd"],
      position: 1,
      total: 3,
      share: 1 / 3,
      end: null,
    });
});

test.for([null, { ...outline, openEnded: true }])(
  "sessionProgress() knows no total of a search or of another version",
  (outline) => {
    const current = run("1", "a", { status: "running" });
    expect(
      sessionProgress(current, {
        runs: [current],
        outline,
        now: start,
        isRunning: true,
      }),
    )
      .toEqual({
        systems: ["etcd"],
        position: 1,
        total: null,
        share: null,
        end: null,
      });
  },
);

test("sessionProgress() counts nothing of a run that was interrupted", () => {
  const killed = run("2", "b", { status: "running", started_at: at(60) });
  const first = run("1", "a", { started_at: at(0), ended_at: at(60) });
  expect(sessionProgress(killed, {
    ...{ runs: [first, killed], outline, now: start + 90_000 },
    isRunning: false,
  })).toEqual({
    systems: ["etcd"],
    position: 2,
    total: 3,
    share: 1 / 3,
    end: null,
  });
});

test("sessionProgress() has the systems of the session, and counts the runs of all", () => {
  const params = [toTestParam("systems", "etcd,redis")];
  const first = run("1", "a", { params, system: "redis" });
  const current = run("2", "b", {
    ...{ params, status: "running", started_at: at(0) },
  });
  expect(sessionProgress(current, {
    ...{ runs: [first, current], outline, now: start, isRunning: true },
  })).toMatchObject({ systems: ["etcd", "redis"], position: 2, total: 3 });
});

test("sessionProgress() does not tell when a session of simulated runs ends", () => {
  const current = run("1", "a", {
    ...{ status: "running", started_at: at(0), mode: "simulated" },
  });
  expect(
    sessionProgress(current, {
      ...{ runs: [current], outline, now: start, isRunning: true },
    }),
  ).toEqual({
    ...{ systems: ["etcd"], position: 1, total: 3, share: null, end: null },
  });
});
