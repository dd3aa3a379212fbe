import { expect, test } from "vitest";
import { lostRanges } from "../../../../src/analysis/forwarding/measures/lost_ranges.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";

test("lostRanges() has each range of these runs, in seconds of their phase measure", async () => {
  const lost = { "sink-2": [[5000, 5009], [6000, 6000]] } as const;
  await withForwardingStore(
    [{ lost }, { run_id: "r2", lost }, { run_id: "r3" }],
    async (store) => {
      const rows = (run_id: string) => [
        {
          ...{ run_id, subject: "sink-2", outcome: "lost", stream: 1, n: 10 },
          ...{ first_line: 5000, last_line: 5009 },
          ...{ from_s: expect.closeTo(4), to_s: expect.closeTo(4.009) },
        },
        {
          ...{ run_id, subject: "sink-2", outcome: "lost", stream: 1, n: 1 },
          ...{ first_line: 6000, last_line: 6000 },
          ...{ from_s: expect.closeTo(5), to_s: expect.closeTo(5) },
        },
      ];
      expect(await lostRanges(store, ["r1"])).toEqual(rows("r1"));
      expect(await lostRanges(store, ["r2", "r3", "r1"]))
        .toEqual([...rows("r1"), ...rows("r2")]);
    },
  );
});

test("lostRanges() joins ranges beyond what a figure can show, and loses no line", async () => {
  const ranges = Array.from(
    { length: 5000 },
    (_, i) => [2 * i, 2 * i] as const,
  );
  await withForwardingStore(
    [{ lost: { "sink-2": ranges } }],
    async (store) => {
      const rows = await lostRanges(store, ["r1"]);
      expect(rows.length).toBeLessThanOrEqual(2000);
      expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(5000);
    },
  );
});
