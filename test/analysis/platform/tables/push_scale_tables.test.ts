import { expect, test } from "vitest";
import { pushStudy } from "../../../../src/analysis/platform/pushes/push_study.ts";
import {
  fillEffectTable,
  pushArithmeticTable,
  pushKindTable,
  pushReasonTable,
  pushScaleTable,
} from "../../../../src/analysis/platform/tables/push_scale_tables.ts";
import type { Table } from "../../../../src/report/mod.ts";
import { pushMix } from "../../../../src/systems/platform/push_mix.ts";
import { makePushRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

const options = { system: "simulator", fill: 1, parallel: 2 };

function texts({ rows }: Table): string[][] {
  return rows.map((row) => row.map(({ text }) => text));
}

test("tables of pushes have a row for each number of cells", async () => {
  await withTestStore([
    makePushRun("r1", { cells: 1 }),
    makePushRun("r2", { cells: 1, repetition: 2, failed: [0] }),
    makePushRun("r3", { cells: 2, slower: 0.1 }),
  ], async (store) => {
    const study = await pushStudy(store, pushMix, options);
    const [one, two] = texts(pushScaleTable(study));
    expect(one?.slice(0, 4)).toEqual(["1", "2", "78", "23.4 min"]);
    expect(one?.slice(5)).toEqual(["0.64 %", "0 %"]);
    expect(two?.slice(0, 3)).toEqual(["2", "1", "156"]);
    expect(texts(pushKindTable(study))).toHaveLength(16);
    expect(texts(pushReasonTable(study))).toEqual([
      ["1 cell", "start", "failed", "staging-failed", "1", "0.64 %"],
    ]);
    expect(texts(pushArithmeticTable(study))).toEqual([
      ["1", "78", "78", "96", "95 to 96", "28 GiB", "27.88 GiB to 28.00 GiB"],
      ["2", "156", "156", "192", "192", "28 GiB", "28.00 GiB"],
    ]);
    const effects = texts(fillEffectTable(study));
    expect(effects).toHaveLength(6);
    expect(effects.at(-1)?.slice(0, 3)).toEqual(["2 cells", "1", "start"]);
    expect(effects.at(-1)?.at(-1)).toBe("slower");
  });
});

test("tables of pushes say that there are none", async () => {
  await withTestStore([], async (store) => {
    const study = await pushStudy(store, pushMix, options);
    for (
      const make of [
        ...[pushScaleTable, pushKindTable, pushReasonTable],
        ...[fillEffectTable, pushArithmeticTable],
      ]
    ) expect(make(study)).toMatchObject({ rows: [], columns: [] });
  });
});
