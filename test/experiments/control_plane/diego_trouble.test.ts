/** Faults of a real Diego under the load of `control-plane`. */
import { expect, test } from "vitest";
import { diego } from "../../../src/systems/diego/diego.ts";
import { withPlatformRun } from "../../testing/platform_trials.ts";
import { needsDiego } from "../../testing/programs.ts";

const testDiego = test.skipIf(needsDiego.missing);
const needs = needsDiego.name;

const quick = {
  ...{ create: "0.05", boot: "0.05", bulk_loop: "3", sync: "3" },
  ...{ convergence: "3", presence_ttl: "6" },
};

const short = {
  ...{ cells: 2, instances_per_cell: 5, batch: 2, seeders: 1 },
  ...{ bulk_interval: 2, desires: 2, warmup: 1, duration: 2, cooldown: 0 },
};

/** Its start takes long on a busy machine. */
const PATIENCE_MS = 240_000;

testDiego(
  `store-wipe: seeded instances are desired again and run, and new LRPs are gone ${needs}`,
  () =>
    withPlatformRun("control-plane/store-wipe", {
      ...{ system: diego, parameters: quick },
      set: { ...short, outage: 2, recovery: 25 },
    }, async ({ run, summary, lines }) => {
      expect([run.status, run.notes]).toEqual(["ok", ""]);
      expect(summary).toMatch(/10 instances lost, 100 % back/);
      expect(
        await lines("SELECT DISTINCT stage FROM stages ORDER BY stage"),
      ).toEqual(["Lost", "Running-In-BBS"]);
      const [gone = ""] = await lines(
        "SELECT CAST(count(*) AS INTEGER) FROM operations WHERE kind = 'verify' AND outcome = 'miss'",
      );
      expect(Number(gone)).toBeGreaterThan(0);
    }),
  PATIENCE_MS,
);

testDiego(
  `api-dies-in-seed: the run ends in one line when the BBS is gone ${needs}`,
  () =>
    withPlatformRun("control-plane/api-dies-in-seed", {
      ...{ system: diego, parameters: quick },
      set: { ...short, instances_per_cell: 400 },
    }, async ({ run, lines }) => {
      expect(run.status).toBe("failed");
      expect(run.notes).toMatch(
        /^Cannot seed 800 LRPs as [^\n]* of the requests failed, first with /,
      );
      expect(
        await lines("SELECT subject FROM events WHERE kind = 'fault'"),
      ).toEqual(["api,bbs"]);
    }),
  PATIENCE_MS,
);

testDiego(
  `cell-loss: what a dead cell ran is followed until other cells run it ${needs}`,
  () =>
    withPlatformRun("control-plane/cell-loss", {
      ...{ system: diego, parameters: quick },
      set: { ...short, outage: 20, recovery: 2, kill_share: 0.5 },
    }, async ({ run, summary, lines }) => {
      expect([run.status, run.notes]).toEqual(["ok", ""]);
      // Of two cells with five each.
      expect(summary).toMatch(/5 instances lost, 100 % back/);
      expect(
        await lines("SELECT DISTINCT stage FROM stages ORDER BY stage"),
      ).toEqual(["Lost", "Running-In-BBS"]);
    }),
  PATIENCE_MS,
);
