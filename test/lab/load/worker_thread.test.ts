import { expect, test } from "vitest";
import { startWorkerThread } from "../../../src/lab/load/worker_thread.ts";
import { sleep } from "../_until.ts";

test("a thread that never gives way is given up, and ended", async () => {
  const thread = startWorkerThread(
    new URL("./_blocking_worker.ts", import.meta.url),
    {
      ...{ plan: { run_id: "r" }, thread: 0, name: "the load generator" },
      onReport: () => {},
      maxSilence: 1,
    },
  );
  await thread.started;
  await sleep(200);
  await expect(thread.stop()).rejects.toThrow(
    "the load generator failed: its thread has reported nothing for 1 s: what it runs never gives way to others",
  );
  expect(await thread.ended).toContain("reported nothing");
});
