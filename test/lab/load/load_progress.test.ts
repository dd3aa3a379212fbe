import { expect, test } from "vitest";
import { watchLoad } from "../../../src/lab/load/load_progress.ts";

const load = { live: () => ({ ok: 7, failed: 1 }) };

test("watchLoad() waits, and reports the throughput", async () => {
  const lines: string[] = [];
  const from = performance.now();
  await watchLoad(load, {
    phase: "measure",
    seconds: 0.05,
    signal: new AbortController().signal,
    onProgress: (phase, detail) => lines.push(`${phase}: ${detail}`),
  });
  expect(performance.now() - from).toBeGreaterThanOrEqual(49);
  expect(lines[0]).toBe("measure: 1 s left, 7 ok/s, 1 not ok");
});

test("watchLoad() ends at once when it is aborted", async () => {
  const abort = new AbortController();
  const watching = watchLoad(load, {
    phase: "measure",
    seconds: 60,
    signal: abort.signal,
    onProgress: () => abort.abort(new Error("interrupted")),
  });
  await expect(watching).rejects.toThrow("interrupted");
});
