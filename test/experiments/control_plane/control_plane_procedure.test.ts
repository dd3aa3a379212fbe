import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/lab/plan/settings.ts";
import { sqlite } from "../../../src/systems/sqlite/sqlite.ts";
import {
  type PlatformTrial,
  withPlatformRun,
} from "../../testing/platform_trials.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { requireSound, RUN_STALL_MS } from "../../testing/sound_runs.ts";

const outcomes = `
  SELECT kind, outcome, CAST(count(*) AS INTEGER) AS n FROM operations GROUP BY ALL ORDER BY ALL`;

/** Makes a valid run: requests that are not made in time, and loops that are late, say nothing of the store. */
function trial(
  set: Readonly<Record<string, Value>>,
  act: (trial: PlatformTrial) => Promise<void>,
): Promise<void> {
  const options = { system: sqlite, set };
  return whileQuiet(
    RUN_STALL_MS,
    () =>
      withPlatformRun("control-plane/smoke", options, async (made) => {
        requireSound(made.run);
        await act(made);
      }),
  );
}

describe("control-plane/smoke on the embedded store", () => {
  test("seeds, and makes every request at least once", () =>
    trial({}, async ({ run, summary, lines, store }) => {
      expect([run.verdict, run.mode]).toEqual(["pass", "embedded"]);
      expect(run.system_version).toMatch(/^3\.\d+\.\d+/);
      expect(summary).toMatch(/of requests ok.*longest loop/);
      const kinds = (await lines(outcomes))
        .filter((line) => / ok /.test(line)).map((line) => line.split(" ")[0]);
      expect(kinds).toEqual([
        ...["cell_fetch", "cell_presence", "claim_lrp", "converge"],
        ...["crash_lrp", "desire_lrp", "desired_fetch", "fail_lrp", "lrp"],
        ...["lrp_event", "presence_fetch", "remove_lrp", "route_fetch"],
        ...["seed_lrps", "start_lrp"],
      ]);
      expect(
        await lines(
          "SELECT CAST(count(*) AS INTEGER) FROM operations WHERE kind = 'seed_lrps'",
        ),
      )
        .toEqual(["4"]);
      // Every acknowledged change is told.
      expect(
        await lines(
          "SELECT DISTINCT outcome FROM operations WHERE kind = 'lrp_event'",
        ),
      )
        .toEqual(["ok"]);
      // Ids are those of single requests.
      expect(
        await lines(
          "SELECT operation_id FROM operations GROUP BY ALL HAVING count(*) > 1",
        ),
      )
        .toEqual([]);
      const sizes = await lines(
        "SELECT DISTINCT metric FROM samples WHERE samples.source = 'store' ORDER BY metric",
      );
      expect(sizes).toEqual(
        expect.arrayContaining([
          "actual_lrps",
          "cpu",
          "desired_lrps",
          "memory",
          "size",
        ]),
      );
      expect(
        (await lines("SELECT detail FROM events WHERE kind = 'remark'")).join(),
      )
        .toMatch(/cells are simulated/);
      expect(store).toBeDefined();
    }));

  test("kill-store: what was acknowledged is still there", () =>
    trial(
      { fault: "kill-store", outage: 1, recovery: 3, duration: 1 },
      async ({ lines }) => {
        const found = await lines(outcomes);
        expect(found.filter((line) => line.startsWith("verify")))
          .toEqual([expect.stringMatching(/^verify ok [1-9]\d*$/)]);
        const during = await lines(`
          SELECT DISTINCT outcome FROM operations JOIN phases USING (run_id) JOIN events USING (run_id)
          WHERE phase = 'fault' AND events.kind = 'fault' AND operations.started_at >= events.at
            AND operations.started_at < ended - INTERVAL 100 MILLISECOND AND operations.kind = 'cell_presence'`);
        expect(during).toEqual(["refused"]);
        const [after = ""] = await lines(`
          SELECT CAST(count(*) AS INTEGER) FROM operations JOIN phases USING (run_id)
          WHERE phase = 'heal' AND operations.started_at >= began + INTERVAL 2 SECOND
            AND outcome = 'ok' AND kind = 'cell_presence'`);
        expect(Number(after)).toBeGreaterThan(0);
      },
    ));

  test("wipe-store: cells record what they run, the bulker desires the rest, and new LRPs are gone", () =>
    trial(
      { fault: "wipe-store", outage: 1, recovery: 4, duration: 1 },
      async ({ summary, lines }) => {
        expect(summary).toMatch(/20 instances lost, 100 % back/);
        expect(
          (await lines(outcomes)).filter((line) =>
            /^recover|^verify miss/.test(line)
          ),
        )
          .toEqual([
            "recover ok 20",
            expect.stringMatching(/^verify miss [1-9]\d*$/),
          ]);
        const stages = await lines(
          "SELECT DISTINCT stage FROM stages ORDER BY stage",
        );
        expect(stages).toEqual([
          ...["Lost", "Noticed-Missing-Record", "Running-In-BBS"],
        ]);
        const [early = ""] = await lines(`
          SELECT CAST(count(*) AS INTEGER) FROM stages JOIN events USING (run_id)
          WHERE stage = 'Running-In-BBS' AND kind = 'heal' AND stages.at < events.at - INTERVAL 1500 MILLISECOND`);
        expect(early).toBe("0");
      },
    ));

  test("kill-cells: instances of dead cells run on others once their presence has lapsed", () =>
    trial({
      ...{ cells: 4, fault: "kill-cells", kill_share: 0.25, ttl: 2 },
      ...{ outage: 5, recovery: 1, duration: 1 },
    }, async ({ summary, lines }) => {
      expect(summary).toMatch(/10 instances lost, 100 % back/);
      const noticed = await lines(`
        SELECT CAST(min(epoch(stages.at) - epoch(events.at)) AS INTEGER) FROM stages JOIN events USING (run_id)
        WHERE stage = 'Noticed-Missing-Cell' AND kind = 'fault'`);
      // Presences last for two seconds, and were renewed within the last one.
      expect(Number(noticed[0])).toBeGreaterThanOrEqual(1);
      expect(
        await lines(
          "SELECT subject FROM events WHERE kind IN ('fault', 'heal')",
        ),
      )
        .toEqual(["cell-0003", "cell-0003"]);
    }));
});
