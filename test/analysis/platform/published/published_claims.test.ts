import { expect, test } from "vitest";
import { publishedClaims } from "../../../../src/analysis/platform/published/published_claims.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../../testing/records.ts";

function said(id: string, kind: string, value: number) {
  return [
    toTestRun(id, {
      ...{ experiment: "published", tool: "", notes: "in so many words" },
      params: [
        toTestParam("document", "A talk"),
        toTestParam("date", "2016-05-29"),
        toTestParam("cells", 100),
      ],
    }),
    {
      reported: [
        toTestReported(id, { kind, statistic: "below", value, unit: "s" }),
      ],
    },
  ] as const;
}

test("publishedClaims() reads what documents say, all of it or some kinds", () =>
  withTestStore([
    said("c1", "start_all", 30),
    said("c2", "cell_loss_noticed", 20),
    [toTestRun("b", { experiment: "published", tool: "benchmarkbbs" }), {
      reported: [toTestReported("b", { kind: "start_all", value: 1 })],
    }],
  ], async (store) => {
    const all = await publishedClaims(store, "published");
    expect(all.map(({ kind }) => kind)).toEqual([
      "start_all",
      "cell_loss_noticed",
    ]);
    expect(await publishedClaims(store, "published", ["cell_loss_noticed"]))
      .toEqual([{
        ...{ document: "A talk", date: "2016-05-29", about: "" },
        ...{ kind: "cell_loss_noticed", statistic: "below", value: 20 },
        ...{ unit: "s", cells: 100, instances: null },
        statement: "in so many words",
      }]);
    expect(await publishedClaims(store, "other")).toEqual([]);
  }));
