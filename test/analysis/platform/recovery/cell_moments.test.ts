import { expect, test } from "vitest";
import { deadCellTimelines } from "../../../../src/analysis/platform/recovery/cell_moments.ts";
import {
  BEGIN,
  toPlatformEvent,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const note = (cell: string, detail: string, at: number) =>
  toPlatformEvent("note", cell, { at, detail });

test("deadCellTimelines() follows each cell from its death until it is present again", () =>
  withPlatformStore({
    events: [
      note("cell-3", "present", 50),
      note("cell-2", "dead", 101),
      note("cell-1", "dead", 100),
      note("cell-1", "missing", 112),
      note("cell-1", "alive", 130),
      note("cell-1", "present", 133),
      // Brought back before anyone noticed, and noticed then.
      note("cell-2", "missing", 131),
      note("cell-2", "alive", 131),
    ],
  }, async (store) => {
    const timelines = await deadCellTimelines(store, "r1");
    expect(timelines).toMatchObject({
      ...{ kind: "dead-cell", counted: "dead cell", until: 1 },
      zero: BEGIN + 100,
      stages: [
        ...["Died", "Noticed-Missing-Cell", "Brought-Back", "Present-Again"],
      ],
    });
    expect(timelines?.entities.map(({ entity, times }) => [entity, ...times]))
      .toEqual([["cell-1", 0, 12, 30, 33], ["cell-2", 1, 31, 31, NaN]]);
  }));

test("deadCellTimelines() has only the stages that a cell reached, and is null where none died", async () => {
  await withPlatformStore(
    { events: [note("cell-1", "dead", 100)] },
    async (store) =>
      expect(await deadCellTimelines(store, "r1"))
        .toMatchObject({ stages: ["Died"], until: 0 }),
  );
  await withPlatformStore(
    { events: [note("cell-1", "missing", 100)] },
    async (store) => expect(await deadCellTimelines(store, "r1")).toBeNull(),
  );
});
