import { expect, test } from "vitest";
import type { RunWorker } from "../../../src/run_report/facts/run_workers.ts";
import { workersSection } from "../../../src/run_report/sections/workers.ts";

const worker: RunWorker = {
  ...{ worker: "worker-0", machine: "load-1", users: 5, cpu: 0.4, most: 0.62 },
  ...{ offset: -0.001234, bound: 0.00031, lost: "" },
};

function textOf(...workers: readonly RunWorker[]): string {
  return JSON.stringify(workersSection({ workers }));
}

test("workersSection() shows machine, processor and clock of each worker", () => {
  const text = textOf(worker, { ...worker, offset: null, bound: null });
  expect(text).toContain("The load came from 2 workers. None was lost.");
  expect(text).toContain("-1.234 ± 0.310");
  expect(text).toContain("unknown");
  expect(text).toContain("62 %");
  expect(text).not.toContain('"Lost"');
});

test("workersSection() says which workers were lost, and why", () => {
  const text = textOf(worker, { ...worker, lost: "SIGKILL" });
  expect(text).toContain("**1 of them was lost**");
  expect(text).toContain("SIGKILL");
});

test("workersSection() is empty for a run without workers", () => {
  expect(workersSection({ workers: [] })).toEqual([]);
});
