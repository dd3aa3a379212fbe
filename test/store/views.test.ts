import { expect, test } from "vitest";
import { z } from "zod";
import { appendRuns } from "../../src/record/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import { toTestRun, withTempFolder, writeTestRun } from "../testing/records.ts";

const Phase = z.object({
  run_id: z.string(),
  phase: z.string(),
  began: z.string(),
  ended: z.string().nullable(),
});

test("phases follow one another as they arrived when they begin in one millisecond", () =>
  withTempFolder(async (data) => {
    const at = "2026-01-02T00:00:00.000Z";
    const later = "2026-01-02T00:00:01.000Z";
    // So many runs of one import, in turn, that a sort by time alone does not leave theirs as they are.
    const runs = Array.from(
      { length: 50 },
      (_, i) => toTestRun(`r${i + 10}`, { part: "r10" }),
    );
    const names = Array.from({ length: 20 }, (_, i) => `phase-${19 - i}`);
    const events = [...names, "tear_down"].flatMap((subject) =>
      runs.map(({ run_id }) => ({
        run_id,
        at: subject === "tear_down" ? later : at,
        kind: "phase",
        subject,
        detail: "",
      }))
    );
    const [first, ...others] = runs;
    await writeTestRun(data, first ?? toTestRun("r10"), { events });
    await appendRuns(`${data}/kv`, others);
    await loadStore(data, `${data}/store.duckdb`);
    using store = await Store.open(`${data}/store.duckdb`);
    const found = await store.query(
      Phase,
      "SELECT * FROM phases WHERE ended > began ORDER BY run_id",
    );
    expect(found).toEqual(
      runs.map(({ run_id }) => ({
        run_id,
        phase: "phase-0",
        began: at,
        ended: later,
      })),
    );
  }));
