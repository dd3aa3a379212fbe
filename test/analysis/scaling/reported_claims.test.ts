import { expect, test } from "vitest";
import { integrityTable } from "../../../src/analysis/integrity/integrity_table.ts";
import {
  claimsFinding,
  claimsTable,
  doubts,
  reportedClaims,
} from "../../../src/analysis/scaling/reported_claims.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";
import { textsOf } from "../../testing/scale_studies.ts";

/** Reports 1,000 operations a second of 10 workers, each of this latency in seconds. */
function toClaim(run_id: string, latency: number) {
  return [
    toTestRun(run_id, {
      source: `docs/${run_id}.md`,
      params: [toTestParam("workers", 10), toTestParam("loop", "closed")],
    }),
    {
      reported: [
        toTestReported(run_id, {
          ...{ kind: "throughput", statistic: "rate", value: 1000 },
          unit: "1/s",
        }),
        toTestReported(run_id, {
          ...{ kind: "latency", statistic: "mean", value: latency },
          unit: "s",
        }),
      ],
    },
  ] as const;
}

test("reportedClaims() are asked whether they can be measurements", () =>
  withTestStore(
    [toClaim("a", 0.01), toClaim("b", 0.00001)],
    async (store) => {
      const study = await reportedClaims(store, "kv");
      expect(claimsFinding(study).markdown).toMatch(
        /^\*\*1 of 2\*\* valid results \(2 results of its tool\) fail at least one check\. Little's law \(workers = rate × latency\) is broken by \*\*1 of 2\*\* that can be asked; 1 of these keep it once latency is multiplied by 1,000, which is a slip of the unit\./,
      );
      expect(
        textsOf(claimsTable(study)).map((row) => [row[0], ...row.slice(3)]),
      )
        .toEqual([
          [
            "b.md (version 3.4)",
            "1,000",
            "10 µs",
            "0.0100",
            "10 ms (× 1,000)",
            "–",
          ],
          ["a.md (version 3.4)", "1,000", "10 ms", "10.0", "10 ms", "–"],
        ]);
      const [law] = integrityTable(study.findings, { caption: "" }).rows;
      expect(law?.slice(1, 4).map(({ text }) => text)).toEqual(["1", "0", "1"]);
    },
  ));

test("doubts() counts results with the same warning", () => {
  const finding = {
    ...{ run_id: "a", case_id: "c", source: "", check: "spread" },
    ...{ result: "warn" as const, text: "one node" },
  };
  expect(doubts([finding, finding, { ...finding, result: "pass" }]))
    .toEqual([{ ...finding, n: 2 }]);
});
