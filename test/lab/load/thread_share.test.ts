import { expect, test } from "vitest";
import { toWorkerIndices } from "../../../src/lab/load/thread_share.ts";

test("toWorkerIndices() gives each worker to one thread, with shares that differ by one at most", () => {
  const shares = [0, 1, 2].map((thread) =>
    toWorkerIndices({ workers: 8, threads: 3 }, thread)
  );
  expect(shares).toEqual([[0, 1], [2, 3, 4], [5, 6, 7]]);
});
