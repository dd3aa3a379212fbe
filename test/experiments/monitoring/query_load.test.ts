import { expect, test } from "vitest";
import { findProgram } from "../../testing/programs.ts";
import { Trial } from "../../testing/monitoring_trial.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { requireSound, RUN_STALL_MS } from "../../testing/sound_runs.ts";

const missing = ["prometheus", "locust"].find((name) =>
  findProgram(name) === null
);

test.skipIf(missing !== undefined)(
  "startQueries() with Locust records the same rows as our generator, and Locust's own totals (needs the packages prometheus and python3-locust)",
  () =>
    whileQuiet(RUN_STALL_MS, async () => {
      await using trial = await Trial.start({
        set: { driver: "locust", locust_workers: 2, users: 4 },
      });
      const { run, rows } = await trial.only();
      requireSound(run);
      expect(run.notes).toBe("");
      const { attempted = 0, success } = run.measures?.incremental ?? {};
      // Four users, two queries a second each, for eight seconds.
      expect(attempted).toBeGreaterThan(60);
      expect(attempted).toBeLessThanOrEqual(64);
      expect(success).toBe(1);
      const note = rows.events.find(({ subject }) => subject === "generator");
      expect(note?.detail).toMatch(/^Locust \d/);
      const counted = run.selfReported.find(({ kind }) =>
        kind === "incremental_requests"
      );
      const sent = rows.operations.filter(({ kind, outcome }) =>
        kind === "incremental" && outcome !== "unfinished"
      );
      expect(counted?.value).toBe(sent.length);
      await trial.untilClean();
    }),
);
