import { expect, test, vi } from "vitest";
import { embedded } from "../../../src/systems/forwarders/embedded.ts";
import {
  type RecordedRun,
  withForwarderRun,
} from "../../testing/forwarder_trials.ts";
import { whileQuiet } from "../../testing/quiet.ts";

// Runs mostly wait; on a busy machine they take minutes.
vi.setConfig({ maxConcurrency: 4, testTimeout: 300_000 });

/** Makes a run on the embedded relay. A busy machine drains late; the drain ends once all sinks have all lines. */
function withRun(
  set: Parameters<typeof withForwarderRun>[1],
  act: Parameters<typeof withForwarderRun>[2],
): Promise<void> {
  return withForwarderRun(embedded, { drain: 40, ...set }, act);
}

/** Lines that were sent, and lost or duplicated by sink. */
const accounts = `SELECT subject, outcome, CAST(sum(n) AS INTEGER) AS n
  FROM sequences GROUP BY ALL ORDER BY ALL`;

async function lostBySink(
  { lines }: RecordedRun,
): Promise<Map<string, number>> {
  const rows = (await lines(accounts)).map((line) => line.split(" "));
  return new Map(
    rows.flatMap(([subject = "", outcome, n]) =>
      outcome === "lost" ? [[subject, Number(n)] as const] : []
    ),
  );
}

/**
 * Expects that no line was lost but of `subject`, and of that none but what was due, and so may have been on its way, when
 * the sink went away: how many that are is a matter of how long the sink waits for the processor.
 */
async function expectOnlyOnTheirWay(
  { lines }: RecordedRun,
  subject: string,
): Promise<void> {
  expect(
    await lines(`
      SELECT subject, "first", "last" FROM sequences WHERE outcome = 'lost' AND (subject <> '${subject}'
        OR coalesce(to_at > (SELECT min(events.at) FROM events WHERE kind = 'fault'), true))`),
  ).toEqual([]);
}

/** A busy machine may have made a run invalid, which is another test's matter; all that is on record holds anyway. */
function expectVerdict({ run, summary }: RecordedRun, verdict: RegExp): void {
  expect(["ok", "invalid"]).toContain(run.status);
  if (run.status === "ok") expect(summary).toMatch(verdict);
}

/** Events other than those of load and machine, in order. */
const events =
  `SELECT kind, subject, CASE WHEN kind IN ('fault', 'down') THEN detail ELSE '' END AS detail
  FROM events WHERE kind IN ('phase', 'fault', 'heal', 'up', 'down', 'died') ORDER BY events.at, events.kind = 'phase' DESC`;

test.concurrent("a sink that is killed is buffered for on disk, and gets what it missed", () =>
  withRun({ fault: "killed" }, async (recorded) => {
    const { lines } = recorded;
    expectVerdict(recorded, /back-pressure: pass/);
    await expectOnlyOnTheirWay(recorded, "sink-2");
    expect((await lines(events)).map((line) => line.trim())).toEqual([
      "phase set_up",
      "up forwarder",
      "phase warm_up",
      "phase measure",
      "phase fault",
      "down sink-2 SIGKILL",
      "fault sink-2 killed",
      "phase heal",
      "up sink-2",
      "heal sink-2",
      "phase cool_down",
      "phase tear_down",
    ]);
    // For 3 s, and until the sink has started again, 2,000 lines of 58 B a second; the relay may reach it later.
    const [away = ""] = await lines(`
      SELECT max(epoch(events.at)) FILTER (kind = 'up') - max(epoch(events.at)) FILTER (kind = 'down')
      FROM events WHERE subject = 'sink-2'`);
    const [most = ""] = await lines(
      "SELECT max(value) FROM samples WHERE metric = 'spool_bytes'",
    );
    const share = Number(most) / (Number(away) * 2000 * 58);
    expect(share).toBeGreaterThan(0.55);
    expect(share).toBeLessThan(2.3);
    expect(
      await lines(
        "SELECT DISTINCT kind FROM histograms WHERE NOT ends_with(kind, 'set_up') ORDER BY kind",
      ),
    )
      .toEqual(
        ["fault", "heal", "measure", "warm_up"].flatMap((phase) =>
          [1, 2, 3].map((sink) => `delivery sink-${sink} ${phase}`)
        ).toSorted(),
      );
    expect(
      await lines(
        "SELECT statistic, label FROM reported WHERE statistic <> 'markers' ORDER BY position",
      ),
    ).toEqual(
      [1, 2, 3].flatMap((sink) =>
        ["sent", "dropped", "queued"].map((name) => `${name} sink-${sink}`)
      ),
    );
    const [command = ""] = await lines(
      "SELECT detail FROM events WHERE kind = 'configuration'",
    );
    expect(command).toMatch(/^deno run .* examples\/relay\/main\.ts --port /);
    expect(command).toContain("--spool {folder}/forwarder/spool");
  }));

test.concurrent.each(["frozen", "refused", "slow"] as const)(
  "a sink that is %s loses nothing but what was on its way",
  (fault) =>
    withRun({ fault }, async (recorded) => {
      // So few lines may all be with the system.
      expectVerdict(recorded, /pass|not engaged/);
      await expectOnlyOnTheirWay(recorded, "sink-2");
    }),
);

test.concurrent("the lines of a dead sink of a cluster go to the others, and the union is complete", () =>
  withRun({
    ...{ attribute: "sink-cluster", topology: "cluster", fault: "killed" },
  }, async (recorded) => {
    expectVerdict(recorded, /sink-cluster: (pass|not engaged)/);
    await expectOnlyOnTheirWay(recorded, "cluster");
    const lost = await lostBySink(recorded);
    expect(
      await recorded.lines(
        "SELECT subject FROM events WHERE kind = 'drained'",
      ),
    ).toEqual(lost.size === 0 ? ["cluster"] : []);
  }));

test.concurrent.each(["SIGTERM", "SIGKILL"] as const)(
  "a forwarder that is stopped by %s with a backlog has it still",
  (stop) =>
    withRun({
      ...{ attribute: "restart", sinks: 1, fault: "killed", stop },
    }, async (recorded) => {
      expectVerdict(recorded, /restart: pass/);
      await expectOnlyOnTheirWay(recorded, "sink-1");
      expect(
        await recorded.lines(
          "SELECT kind, detail FROM events WHERE subject = 'forwarder' AND kind IN ('down', 'up', 'died') ORDER BY events.at",
        ),
      ).toEqual(["up ", `down ${stop}`, "up "]);
    }),
);

/**
 * A relay that is at its cap drops also what it cannot keep for a sink that is merely slow, a second of lines in memory
 * and on disk: the premise is a machine that lets no process wait for so long.
 */
const NO_LONGER_MS = 400;

test.concurrent("a buffer stays below its cap, and the other sinks get all lines", () =>
  whileQuiet(NO_LONGER_MS, () =>
    withRun({
      ...{ attribute: "buffer-cap", fault: "killed", buffer_cap: 2 ** 20 },
      ...{ rate: 20_000, outage: 3 },
    }, async (recorded) => {
      const lost = await lostBySink(recorded);
      expect([...lost.keys()]).toEqual(["sink-2"]);
      expectVerdict(recorded, /buffer-cap: pass/);
      const [most = ""] = await recorded.lines(
        "SELECT max(value) FROM samples WHERE metric = 'spool_bytes'",
      );
      expect(Number(most)).toBeGreaterThan(0.8 * 2 ** 20);
      expect(Number(most)).toBeLessThan(1.25 * 2 ** 20);
    })));

// A line whose successor takes 3 s to arrive counts as lost.
test.concurrent("odd lines arrive as they were sent", () =>
  whileQuiet(NO_LONGER_MS, () =>
    withRun({
      ...{ attribute: "fidelity", sinks: 1, duration: 4 },
    }, async (recorded) => {
      const { lines } = recorded;
      expectVerdict(recorded, /fidelity: pass/);
      const fates = await lines(
        "SELECT detail, count(*) FROM events WHERE kind = 'odd_line' GROUP BY ALL",
      );
      expect(fates).toEqual(["same 18"]);
    })));

test.concurrent("the lines of a chain are counted at every hop", () =>
  withRun({
    ...{ attribute: "chain", sinks: 1, hops: "same+embedded" },
  }, async (recorded) => {
    const { run, lines } = recorded;
    expectVerdict(recorded, /chain: pass/);
    expect(run.system_version).toMatch(
      /^embedded [\d.]+, embedded [\d.]+, embedded [\d.]+$/,
    );
    expect(await lines(accounts)).toEqual([
      expect.stringMatching(/^generator sent \d+$/),
    ]);
    expect(
      await lines(
        "SELECT subject FROM events WHERE kind = 'drained' ORDER BY subject",
      ),
    ).toEqual(["hop-1", "hop-2", "sink-1"]);
    const sources = await lines(
      "SELECT DISTINCT samples.source FROM samples WHERE metric = 'spool_bytes' ORDER BY ALL",
    );
    expect(sources).toEqual(
      [1, 2, 3].map((hop) => `hop-${hop}-forwarder`),
    );
  }));

test.skipIf(!await canMount()).concurrent(
  "a full disk under the buffer is reached, and the other sinks get all lines (needs mounts)",
  () =>
    whileQuiet(NO_LONGER_MS, () =>
      withRun({
        ...{ attribute: "disk-full", fault: "killed", disk_size: 2 ** 20 },
        ...{ rate: 20_000, outage: 3 },
      }, async (recorded) => {
        expectVerdict(recorded, /pass/);
        const lost = await lostBySink(recorded);
        expect([...lost.keys()]).toEqual(["sink-2"]);
        const [most = ""] = await recorded.lines(
          "SELECT max(value) FROM samples WHERE metric = 'spool_bytes'",
        );
        expect(Number(most)).toBeGreaterThan(0.8 * 2 ** 20);
        expect(Number(most)).toBeLessThanOrEqual(2 ** 20);
      })),
);

async function canMount(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("unshare", {
      args: ["--mount", "--map-root-user", "mount", "-t", "tmpfs", "t", "/mnt"],
    }).output();
    return success;
  } catch (error) {
    // Deno throws at once where the program is not installed.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
