import { expect, test } from "vitest";
import { controlPlaneStudy } from "../../../src/analysis/control_plane/control_plane_study.ts";
import {
  growthTable,
  requestTable,
} from "../../../src/analysis/control_plane/control_plane_tables.ts";
import type { Table } from "../../../src/report/mod.ts";
import {
  requests,
  toControlPlaneRows,
} from "../../testing/control_plane_rows.ts";
import { withTestStore } from "../../testing/records.ts";

const textsOf = ({ rows }: Table) =>
  rows.map((row) => row.map(({ text }) => text));

test("growthTable() and requestTable() print the longest as a bound where some had no answer; a refusal is one", () =>
  withTestStore([
    toControlPlaneRows({
      ...{ id: "a", preset: "growth", system: "etcd" },
      ...{ cells: 1000, fault: "none", events: [] },
      operations: [
        ["route_fetch", 20, 38.1, "failed"],
        ["desired_fetch", 20, 23.4, "ok"],
        ["start_lrp", 20, 0.5, "failed", "conflict"],
        // The last of them has no answer.
        ...requests(400, 0.1),
      ],
    }),
  ], async (store) => {
    const { growth } = await controlPlaneStudy(store, "control-plane");
    expect(textsOf(growthTable(growth))[0]?.slice(2, 5))
      .toEqual(["at least 38.1 s", "23.4 s", "–"]);
    expect(
      textsOf(requestTable(growth)).map((row) => [row[0], row.at(-1)]),
    ).toEqual([
      ["fetch of all routes", "at least 38.1 s"],
      ["fetch of all that is desired", "23.4 s"],
      ["fetch of a cell", "at least 100 ms"],
      ["start", "500 ms"],
    ]);
  }));
