import { expect, test } from "vitest";
import { cf } from "../../../src/systems/cf/cf.ts";
import { simulator } from "../../../src/systems/simulator/simulator.ts";
import {
  type StandIn,
  standIn,
  testStandIn,
  toStandIn,
} from "../../systems/cf/_stand_in.ts";
import { stageModels, stageNames } from "../../../src/record/mod.ts";
import { withPlatformRun } from "../../testing/platform_trials.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { requireSound, RUN_STALL_MS } from "../../testing/sound_runs.ts";

const system = simulator;

/** Phases, faults and healings with the seconds since the first, whole. */
const course = `
  SELECT kind, subject, detail FROM events WHERE kind IN ('phase', 'fault', 'heal') AND subject <> 'set_up'
  ORDER BY events.at, kind <> 'phase'`;

const outcomes = `
  SELECT kind, outcome, CAST(count(*) AS INTEGER) AS n FROM operations GROUP BY ALL ORDER BY ALL`;

test("platform-push/quick fills a simulated cell in virtual time, with both phases of every push and every instance", () =>
  withPlatformRun("platform-push/quick", {
    system,
    set: { tolerance: 1 },
  }, async ({ run, summary, lines }) => {
    expect([run.status, run.mode]).toEqual(["ok", "simulated"]);
    expect(summary).toMatch(/of pushes ok/);
    const apps = 5 + 1 + 1 + 1;
    const counts = await lines(
      "SELECT kind, CAST(count(*) AS INTEGER) FROM operations GROUP BY kind ORDER BY kind",
    );
    expect(counts).toContain(`push ${apps}`);
    expect(counts).toContain(`start ${apps}`);
    expect(await lines(course)).toEqual([
      "phase warm_up ",
      "phase measure ",
      "phase cool_down ",
      "phase tear_down ",
    ]);
    // Everything on record is between start and end of the run, in the platform's time; the end is in whole milliseconds.
    const [outside = ""] = await lines(`
      SELECT CAST(count(*) AS INTEGER) FROM (
        SELECT run_id, started_at AS moment FROM operations UNION ALL
        SELECT run_id, events.at FROM events UNION ALL
        SELECT run_id, samples.at FROM samples UNION ALL
        SELECT run_id, stages.at FROM stages) JOIN runs USING (run_id)
      WHERE moment < runs.started_at OR moment > runs.ended_at + INTERVAL 1 MILLISECOND`);
    expect(outside).toBe("0");
    const stages = (prefix: string) =>
      lines(
        `SELECT DISTINCT stage FROM stages WHERE starts_with(operation_id, '${prefix}') ORDER BY stage`,
      );
    expect(await stages("lrp:"))
      .toEqual(["Claimed-ALRP", "Creating-ALRP", "Running-In-BBS"]);
    expect(await stages("start:"))
      .toEqual(stageNames(stageModels.start).toSorted());
    const kinds = await lines(
      "SELECT DISTINCT source FROM samples WHERE metric = 'running_instances' ORDER BY source",
    );
    expect(kinds).toEqual(["crashing", "hello", "microservice", "web"]);
  }));

test("platform-recovery/quick: instances of a cell that dies run again, each from the fault on", () =>
  withPlatformRun("platform-recovery/quick", {
    system,
    set: { tolerance: 1 },
  }, async ({ run, summary, lines }) => {
    expect(run.status).toBe("ok");
    expect(summary).toMatch(/instances lost, 100 % back/);
    const events = await lines(course);
    expect(events.map((line) => line.replace(/ \S*cell\S*/, " CELL"))).toEqual([
      "phase warm_up ",
      "phase measure ",
      "phase fault ",
      "fault CELL kill-cells",
      "phase heal ",
      "heal CELL kill-cells",
      "phase cool_down ",
      "phase tear_down ",
    ]);
    const recovered = (await lines(outcomes))
      .filter((line) => line.startsWith("recover"));
    expect(recovered).toEqual([expect.stringMatching(/^recover ok \d+$/)]);
    const [wrong = ""] = await lines(`
      SELECT CAST(count(*) AS INTEGER) FROM operations JOIN events USING (run_id)
      WHERE operations.kind = 'recover' AND events.kind = 'fault' AND operations.started_at <> events.at`);
    expect(wrong).toBe("0");
  }));

test.each(["cut-store-total", "wipe-store-total"] as const)(
  "platform-failures: %s, with a small task every ten seconds",
  (fault) =>
    withPlatformRun("platform-failures/quick", {
      system,
      set: { fault, tolerance: 1 },
    }, async ({ run, lines }) => {
      expect(run.status).toBe("ok");
      const probes = await lines(`
        SELECT phase, outcome, CAST(count(*) AS INTEGER) FROM operations JOIN phases USING (run_id)
        WHERE starts_with(operation_id, 'task:probe-') AND operations.started_at >= began AND operations.started_at < ended
        GROUP BY ALL ORDER BY ALL`);
      expect(probes.join("\n")).toMatch(/^fault (failed|timeout) \d+/m);
      expect(probes.join("\n")).toMatch(/^heal ok \d+/m);
      const recovered = (await lines(outcomes))
        .filter((line) => line.startsWith("recover"));
      expect(recovered).toEqual(
        fault === "cut-store-total"
          ? []
          : [expect.stringMatching(/^recover ok \d+$/)],
      );
      // A platform notices nothing while it does not reach its store.
      const noticed = await lines(`
        SELECT DISTINCT stage, stages.at >= events.at FROM stages JOIN events USING (run_id)
        WHERE starts_with(stage, 'Noticed') AND kind = 'heal'`);
      expect(noticed).toEqual(
        fault === "cut-store-total" ? [] : ["Noticed-Missing-Record true"],
      );
    }),
);

test.each(["tasks", "instances"] as const)(
  "platform-fezzik/quick: five %s at once",
  (work) =>
    withPlatformRun("platform-fezzik/quick", { system, set: { work } }, async (
      { run, lines },
    ) => {
      expect(run.status).toBe("ok");
      const kind = work === "tasks" ? "task" : "lrp";
      expect(await lines(outcomes)).toContain(`${kind} ok 5`);
    }),
);

test("platform-smoke/quick does each thing once", () =>
  withPlatformRun("platform-smoke/quick", { system }, async (
    { run, lines },
  ) => {
    expect(run.status).toBe("ok");
    const kinds = await lines(
      "SELECT kind, CAST(count(*) AS INTEGER) FROM operations WHERE kind <> 'lrp' GROUP BY kind ORDER BY kind",
    );
    expect(kinds).toEqual([
      "push 4",
      "remove 4",
      "scale 2",
      "start 4",
      "task 3",
    ]);
  }));

test("platform-soak/quick samples the platform's metrics in the phase measure", () =>
  withPlatformRun("platform-soak/quick", {
    system,
    set: { tolerance: 1 },
  }, async ({ run, lines }) => {
    expect(run.status).toBe("ok");
    const [loops = ""] = await lines(`
      SELECT CAST(count(*) AS INTEGER) FROM samples JOIN phases USING (run_id)
      WHERE phase = 'measure' AND metric = 'ConvergenceLRPDuration' AND samples.at >= began AND samples.at < ended`);
    // A loop every 30 s for 600 s.
    expect(Number(loops)).toBeGreaterThanOrEqual(19);
    expect(Number(loops)).toBeLessThanOrEqual(21);
    const [seconds = ""] = await lines(
      "SELECT date_diff('second', began, ended) FROM phases WHERE phase = 'measure'",
    );
    expect(Number(seconds)).toBe(600);
  }));

test("platform-push/quick with traced=0 has no stages, and the same operations", () =>
  withPlatformRun("platform-push/quick", {
    system,
    set: { tolerance: 1, traced: 0 },
  }, async ({ lines }) => {
    expect(await lines("SELECT DISTINCT operation_id FROM stages")).toEqual([]);
    expect(await lines(outcomes)).toContain("lrp ok 12");
  }));

test("over capacity, the verdict is on which kinds run, and not on whether all are back", () =>
  withPlatformRun("platform-failures/over-capacity", {
    system,
    set: { cells: 4, kill_share: 0.5, limit: 1200 },
  }, async ({ run, summary, lines }) => {
    expect([run.status, run.verdict]).toEqual(["ok", "pass"]);
    expect(summary).toMatch(
      /too little room for all: the share that runs is [\d.]+ points lower for crashing applications/,
    );
    const ends = await lines(outcomes);
    expect(ends.join("\n")).toMatch(/^recover unfinished \d+$/m);
    expect(ends.join("\n")).toMatch(/^restart (ok|unfinished) \d+$/m);
  }));

test("the same seed makes the same operations, at the same times since the start", async () => {
  const rows: string[][][] = [];
  for (const seed of [7, 7, 8]) {
    await withPlatformRun("platform-push/quick", {
      ...{ system, seed, set: { tolerance: 1 } },
    }, async ({ lines }) => {
      rows.push([
        await lines(
          "SELECT operation_id, outcome, worker, duration_s FROM operations ORDER BY ALL",
        ),
        // The platform's time begins at some fraction of a millisecond after that of the run.
        await lines(`
          SELECT source, metric, value, epoch_us(samples.at) - zero AS us FROM samples
          JOIN (SELECT run_id, min(epoch_us(samples.at)) AS zero FROM samples GROUP BY run_id) USING (run_id)
          ORDER BY ALL`),
        await lines(`
          SELECT operation_id, stage, epoch_us(stages.at) - zero AS us FROM stages
          JOIN (SELECT run_id, min(epoch_us(samples.at)) AS zero FROM samples GROUP BY run_id) USING (run_id)
          ORDER BY ALL`),
      ]);
    });
  }
  expect(rows[1]).toEqual(rows[0]);
  expect(rows[2]).not.toEqual(rows[0]);
});

/** Runs a check of a valid run on a stand-in of its own, at the end of which nothing must be left there. */
function onStandIn(check: (state: StandIn) => Promise<void>): Promise<void> {
  return whileQuiet(RUN_STALL_MS, async () => {
    await using state = await toStandIn();
    await check(state);
    expect(await state.apps()).toEqual([]);
  });
}

testStandIn(
  "platform-push/quick on a Cloud Foundry (stand-in): a start that fails is recorded, with what was polled, and nothing is left there",
  () =>
    onStandIn(async (state) => {
      await state.behave("start 3 staging", "curl 2 html");
      await withPlatformRun("platform-push/quick", {
        system: cf,
        settings: { cf: standIn, home: state.home },
        set: { tolerance: 1, poll: 0.2, settle: 5 },
      }, async ({ run, lines }) => {
        requireSound(run);
        expect([run.mode, run.verdict]).toEqual(["real", "fail"]);
        expect(run.system_version).toBe(
          "8.7.1+9c81242.2023-06-15, API 3.150.0",
        );
        expect(
          await lines(
            "SELECT kind, outcome, code, CAST(count(*) AS INTEGER) FROM operations GROUP BY ALL ORDER BY ALL",
          ),
        ).toEqual(["push ok  8", "start failed staging 1", "start ok  7"]);
        const [most = ""] = await lines(
          "SELECT max(value) FROM samples WHERE metric = 'instances_running'",
        );
        expect(Number(most)).toBeGreaterThan(0);
      });
    }),
);

testStandIn(
  "platform-smoke/quick on a Cloud Foundry (stand-in): a start that fails once is made again, as a warning and no failure",
  () =>
    onStandIn(async (state) => {
      await state.behave("start 1 staging");
      await withPlatformRun("platform-smoke/quick", {
        system: cf,
        settings: { cf: standIn, home: state.home },
        // One of the tasks does not end before.
        set: { poll: 0.2, push_timeout: 12 },
      }, async ({ run, lines }) => {
        requireSound(run);
        const pushes = await lines(
          "SELECT kind, outcome, CAST(count(*) AS INTEGER) FROM operations WHERE kind IN ('push', 'start') GROUP BY ALL ORDER BY ALL",
        );
        expect(pushes).toEqual(["push ok 4", "start ok 4"]);
        expect(
          await lines(
            "SELECT message, CAST(n AS INTEGER) FROM warnings WHERE code = 'push-again'",
          ),
        ).toEqual(["a push that failed was made again: staging 1"]);
        const deleted = (await state.calls()).filter((call) =>
          call.startsWith("delete")
        );
        // One before it was pushed again, and four in the end, or once more where the run removed them.
        expect(deleted.length).toBeGreaterThanOrEqual(5);
      });
    }),
);
