/** What a run makes of a store that dies, or has no room, at a bad moment. */
import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/lab/plan/settings.ts";
import { sqlite } from "../../../src/systems/sqlite/sqlite.ts";
import { canMount, DISK_NEEDS } from "../../testing/disks.ts";
import {
  type PlatformTrial,
  withPlatformRun,
} from "../../testing/platform_trials.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { requireSound, RUN_STALL_MS } from "../../testing/sound_runs.ts";

const short = {
  ...{ cells: 2, instances_per_cell: 100, batch: 5 },
  ...{ present_interval: 1, ttl: 4, cell_interval: 1, bulk_interval: 1 },
  ...{ creation: 0.1, desires: 10, warmup: 1, duration: 1, cooldown: 0 },
  recovery: 3,
};

function trial(
  preset: string,
  set: Readonly<Record<string, Value>>,
  act: (trial: PlatformTrial) => Promise<void>,
): Promise<void> {
  return withPlatformRun(`control-plane/${preset}`, {
    ...{ system: sqlite, set: { ...short, ...set } },
  }, act);
}

/** Makes a valid run. */
function soundTrial(...[preset, set, act]: Parameters<typeof trial>) {
  return whileQuiet(RUN_STALL_MS, () =>
    trial(preset, set, async (made) => {
      requireSound(made.run);
      await act(made);
    }));
}

const seeds =
  "SELECT outcome, CAST(count(*) AS INTEGER) FROM operations WHERE kind = 'seed_lrps' GROUP BY ALL ORDER BY ALL";

/** Long enough to be hit: requests are reported four times a second. */
const slowly = { instances_per_cell: 1500, batch: 1, seeders: 1 };

describe("store-dies-in-seed", () => {
  test("ends in one line, with the record of what was done", () =>
    trial(
      "store-dies-in-seed",
      { ...slowly, outage: 60 },
      async ({ run, lines }) => {
        expect(run.status).toBe("failed");
        expect(run.notes).toMatch(
          /^Cannot seed 3000 LRPs as \d+(\.\d+)? % of the requests failed, first with 'refused: [^\n]*tolerance=1$/,
        );
        const found = (await lines(seeds)).map((line) => line.split(" "));
        expect(found.map(([outcome]) => outcome)).toEqual(["ok", "refused"]);
        const [seeded = 0, lost = 0] = found.map(([, n]) => Number(n));
        expect(seeded).toBeGreaterThanOrEqual(1500);
        expect(seeded + lost).toBe(3000);
        expect(
          await lines(
            "SELECT subject, detail FROM events WHERE kind = 'fault'",
          ),
        ).toEqual(["store kill-store-in-seed"]);
      },
    ));

  test("with tolerance=1 it comes back, and what is missing is desired again", () =>
    soundTrial(
      "store-dies-in-seed",
      { ...slowly, outage: 0.5, tolerance: 1, duration: 4 },
      async ({ lines }) => {
        expect(
          await lines(
            "SELECT code FROM warnings WHERE code = 'seed-failed'",
          ),
        ).toEqual(["seed-failed"]);
        const [again = ""] = await lines(`
          SELECT CAST(count(*) AS INTEGER) FROM operations
          WHERE kind = 'desire_lrp' AND outcome = 'ok' AND operation_id LIKE 'loops-%'`);
        expect(Number(again)).toBeGreaterThan(0);
      },
    ));
});

const testDisk = test.skipIf(!await canMount());

describe("disk-full", () => {
  testDisk(
    `writes fail while there is no room, and what was acknowledged is still there ${DISK_NEEDS}`,
    () =>
      soundTrial(
        "disk-full",
        { outage: 3, disk_size: 64 * 2 ** 20 },
        async ({ run, lines }) => {
          expect(run.notes).toBe("");
          const during = await lines(`
            SELECT DISTINCT error LIKE '%full%' FROM operations JOIN phases USING (run_id)
            WHERE phase = 'fault' AND operations.started_at >= began + INTERVAL 1 SECOND
              AND operations.started_at < ended - INTERVAL 500 MILLISECOND
              AND kind = 'cell_presence' AND outcome = 'failed'`);
          expect(during).toEqual(["true"]);
          const verified = await lines(
            "SELECT DISTINCT outcome FROM operations WHERE kind = 'verify'",
          );
          expect(verified).toEqual(["ok"]);
          const [after = ""] = await lines(`
            SELECT CAST(count(*) AS INTEGER) FROM operations JOIN phases USING (run_id)
            WHERE phase = 'heal' AND operations.started_at >= began + INTERVAL 1 SECOND
              AND outcome = 'ok' AND kind = 'cell_presence'`);
          expect(Number(after)).toBeGreaterThan(0);
        },
      ),
  );

  testDisk(
    `a disk that is full while the store is seeded ends the run in one line ${DISK_NEEDS}`,
    () =>
      trial(
        "disk-full",
        { run_info: 10_000, disk_size: 1.5 * 2 ** 20 },
        ({ run }) => {
          expect(run.status).toBe("failed");
          expect(run.notes).toMatch(
            /^Cannot seed 200 LRPs as .* % of the requests failed, first with 'failed: [^\n]*full/,
          );
          return Promise.resolve();
        },
      ),
  );
});
