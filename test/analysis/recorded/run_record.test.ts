import { expect, test } from "vitest";
import { formatCell } from "../../../src/analysis/recorded/cell_format.ts";
import { runRecord } from "../../../src/analysis/recorded/run_record.ts";
import { ingestFiles, toImporter } from "../../../src/ingest/mod.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTempFolder,
  withTestStore,
} from "../../testing/records.ts";

const toCellValue = (
  statistic: string,
  value: number | null,
  { kind = "x", annotation = "" } = {},
) => ({ kind, statistic, value, unit: "", annotation });

test("formatCell() formats ranges, pairs, lists and annotations", () => {
  const cell = formatCell;
  expect(cell([toCellValue("min", 0.4), toCellValue("max", 1)], "% CPU")).toBe(
    "40-100",
  );
  expect(cell(
    [
      toCellValue("value", 0.33 * 2 ** 20, { kind: "disk_write" }),
      toCellValue("value", 26, { kind: "disk_write_iops" }),
    ],
    "Disk write [MiB/s] ~ IOPS",
  )).toBe("0.33 ~ 26");
  expect(cell(
    ["p50", "p95", "p99"].map((p, i) => toCellValue(p, [0.2, 0.24, 0.24][i]!)),
    "% CPU (p50, p95, p99)",
  )).toBe("20, 24, 24");
  expect(cell([toCellValue("value", 0.996, { annotation: "*" })], "% CPU"))
    .toBe("99.6*");
  expect(
    cell(
      [toCellValue("min", 0.3), toCellValue("max", 1, { annotation: "OOM" })],
      "% mem",
    ),
  ).toBe("30-100 OOM");
  expect(cell([toCellValue("value", null, { annotation: "unclear" })], "% mem"))
    .toBe("unclear");
  expect(cell([toCellValue("value", 96_000 / 60)], "Datapoints/min")).toBe(
    "96,000",
  );
});

test("runRecord() puts runs in columns, seven per table, with rows in order", () =>
  withTestStore(
    Array.from({ length: 9 }, (_, i) => {
      const id = `r${i}`;
      const run = toTestRun(id, {
        params: [toTestParam("targets", i, { label: "Targets", position: 1 })],
      });
      const reported = i === 8 ? [] : [
        toTestReported(id, { value: i / 100, position: 2 }),
      ];
      return [run, { reported }] as const;
    }),
    async (store) => {
      const { tables } = await runRecord(store);
      expect(tables.map(({ columns }) => columns.length)).toEqual([7, 2]);
      expect(tables[1]?.rows).toMatchObject([
        { label: "Targets", cells: [{ text: "7" }, { text: "8" }] },
        { label: "% CPU", cells: [{ text: "7" }, { text: "" }] },
      ]);
      expect(tables[0]?.columns[0]?.identifier).toBe("2026-01-02");
    },
  ));

test("runRecord() shows a cell as recorded and a repeated comment once", () =>
  withTestStore(
    ["r1", "r2"].map((id) => [
      toTestRun(id),
      {
        reported: [
          toTestReported(id, { text: "~~3~~", struck: true, value: 0.03 }),
        ],
        events: [{
          run_id: id,
          at: null,
          kind: "note",
          subject: "2026-01-02",
          detail: "same day",
          data: "{}",
        }],
      },
    ]),
    async (store) => {
      const { tables, comments } = await runRecord(store);
      expect(tables[0]?.rows[0]?.cells[0]).toMatchObject({
        text: "~~3~~",
        struck: true,
      });
      expect(comments).toEqual([
        { subject: "2026-01-02", text: "same day", runs: 2 },
      ]);
    },
  ));

test("runRecord() reproduces the tables of a hand-kept record cell for cell", () =>
  withTempFolder(async (data) => {
    const path = "data/sources/cos-lite/var_ssd-4cpu-8gb-2022-01.md";
    await ingestFiles(toImporter("run-record"), [path], {
      data,
      experiment: "",
      settings: {},
    });
    await loadStore(data, `${data}/store.duckdb`);
    using store = await Store.open(`${data}/store.duckdb`);
    const { tables } = await runRecord(store);
    const shown = tables.map(({ columns, rows }) => [
      ["Identifier", ...columns.map(({ identifier }) => identifier)],
      ...rows.map((
        { label, cells },
      ) => [label, ...cells.map(({ text }) => text)]),
    ]);
    // The source, split at its bars: two tables, each a heading, a rule and sixteen rows.
    const written = (await Deno.readTextFile(path)).split("\n")
      .filter((line) => line.startsWith("|") && !line.startsWith("|--"))
      .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
    expect(shown.flat()).toEqual(written);
    expect(shown.map((rows) => rows.length)).toEqual([17, 17]);
  }));
