import { expect, test } from "vitest";
import { cellLineTable } from "../../../src/analysis/control_plane/cell_line_table.ts";
import { cellLines } from "../../../src/analysis/control_plane/cell_lines.ts";
import { controlPlaneStudy } from "../../../src/analysis/control_plane/control_plane_study.ts";
import {
  requests,
  toControlPlaneRows,
} from "../../testing/control_plane_rows.ts";
import { withTestStore } from "../../testing/records.ts";

/** A run with so many cells, whose fetch of all routes takes some seconds of its 30. */
const step = (id: string, cells: number, seconds: number) =>
  toControlPlaneRows({
    ...{ id, preset: "cells", system: "etcd", cells, fault: "none" },
    operations: [["route_fetch", 20, seconds, "ok"], ...requests(400, 0.1)],
    events: [],
  });

test("cellLines() brackets the load line by the runs of a search, and names what broke first; growth is without them", () =>
  withTestStore([
    step("a", 125, 5),
    step("b", 250, 20),
    step("c", 500, 45),
    step("d", 354, 31),
    step("e", 354, 29),
    step("f", 354, 32),
    step("g", 250, 25),
  ], async (store) => {
    const { growth, searched } = await controlPlaneStudy(
      store,
      "control-plane",
    );
    expect(growth).toEqual([]);
    const lines = cellLines(searched);
    expect(lines.map(({ name, line, first }) => ({ name, line, first })))
      .toEqual([{
        name: "etcd",
        line: { passed: 250, failed: 354, stable: false },
        first: ["loop_share"],
      }]);
    const [row] = cellLineTable(lines).rows;
    expect(row?.map((cell) => JSON.stringify(cell)).join(" ")).toMatch(
      /250.*2 of 2 runs held.*354.*1 of 3 runs held.*fetch of all against/,
    );
  }));
