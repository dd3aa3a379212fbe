import { expect, test } from "vitest";
import { toProvenance } from "../../src/publish/provenance.ts";
import { toTestRun, withTestStore } from "../testing/records.ts";

const execution = {
  notebook: {
    ...{ name: "n", title: "N", family: "", byDefault: true },
    ...{ requires: [], cells: [] },
  },
  ...{ cells: [], parameters: {}, meanings: {}, reads: ["*"], failure: null },
};

test("toProvenance() has the days of runs; a simulated one, which ends in virtual time, is on the day of its start", () => {
  const times = {
    started_at: "2026-11-29T23:00:00.000Z",
    ended_at: "2026-12-06T23:00:00.000Z",
  };
  return withTestStore([
    [toTestRun("r1", { experiment: "real", mode: "real", ...times }), {}],
    [toTestRun("r2", { experiment: "soak", mode: "simulated", ...times }), {}],
  ], async (store) => {
    const { records } = await toProvenance(store, execution, {
      ...{ digests: {}, notebookDigest: "d", trusted: false },
    });
    expect(records.map(({ first, last }) => [first, last])).toEqual([
      ["2026-11-29", "2026-12-06"],
      ["2026-11-29", "2026-11-29"],
    ]);
  });
});
