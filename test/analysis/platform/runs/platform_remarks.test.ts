import { expect, test } from "vitest";
import {
  assumptionTable,
  describeRemarks,
  platformRemarks,
} from "../../../../src/analysis/platform/runs/platform_remarks.ts";
import {
  toPlatformEvent,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const remarks = [
  "It is no evidence for the *speed* of a real platform.",
  "presence_ttl: 15 s; Locket's default",
  "stage: log-normal, median 24 s, sigma 0.12; assumed, so that a push takes 36 s",
  "start: log-normal, median 0.1 s, sigma 0.5 (assumed); a note",
];

test("platformRemarks() tells sentences from the numbers of a model", async () => {
  const events = remarks.map((detail) =>
    toPlatformEvent("remark", "simulator", { at: 0, detail })
  );
  await withPlatformStore({ events }, async (store) => {
    const of = (experiment: string, system = "simulator") =>
      platformRemarks(store, { experiments: [experiment], system });
    const found = await of("platform");
    expect(found.sentences).toEqual(remarks.slice(0, 1));
    expect(describeRemarks(found).markdown).toBe(
      "- It is no evidence for the \\*speed\\* of a real platform.",
    );
    const { headline, rows } = assumptionTable(found);
    expect(headline).toBe("1 of 3 are assumed; of 1 others, the spread is.");
    expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
      [
        ...["stage", "log-normal, median 24 s, sigma 0.12"],
        "assumed, so that a push takes 36 s",
      ],
      ["presence ttl", "15 s", "Locket's default"],
      ["start", "log-normal, median 0.1 s, sigma 0.5 (assumed)", "a note"],
    ]);
    const none = { sentences: [], assumptions: [] };
    expect(await of("another")).toEqual(none);
    expect(await of("platform", "kubernetes")).toEqual(none);
  });
});

test("remarks say that there are none", () => {
  const none = { sentences: [], assumptions: [] };
  expect(describeRemarks(none).markdown).toContain("no remark");
  expect(assumptionTable(none).headline).toContain("no assumed number");
});
