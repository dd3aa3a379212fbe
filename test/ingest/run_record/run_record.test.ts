import { expect, test } from "vitest";
import { type Imported, readSource } from "../../../src/ingest/mod.ts";
import { runRecord } from "../../../src/ingest/run_record/run_record.ts";
import { fromBase, type Reported } from "../../../src/record/mod.ts";

const folder = "data/sources/cos-lite";
const options = { experiment: "run-record", settings: {} };

function importFile(name: string): Imported {
  return runRecord.read(readSource(`${folder}/${name}`), options);
}

/** The non-blank cells below the identifiers of every table with an `Identifier`, by splitting lines at bars. */
async function cellsOf(name: string): Promise<string[]> {
  const text = await Deno.readTextFile(`${folder}/${name}`);
  return text.split("\n").filter((line) =>
    line.startsWith("|") && !/^\|\s*(Identifier|-)/.test(line)
  ).flatMap((line) => line.split("|").slice(2, -1))
    .map((cell) => cell.trim()).filter(Boolean);
}

const files = [
  ["var_ssd-4cpu-8gb-2022-01.md", 14],
  ["var_ssd-4cpu-8gb.md", 56],
  ["var_ssd-2cpu-8gb.md", 7],
  ["var_ssd-2cpu-4gb.md", 7],
] as const;

test.each(files)("%s: every cell of its %i runs is kept", async (name, n) => {
  const { runs, rows, counts } = importFile(name);
  expect(runs.length).toBe(n);
  expect(new Set(runs.map(({ run_id }) => run_id)).size).toBe(n);
  const kept = [
    ...runs.flatMap(({ params }) => params.map(({ value }) => value)),
    ...runs.map(({ verdict_text }) => verdict_text).filter(Boolean),
    ...new Map(
      rows.reported.map((row) => [`${row.run_id} ${row.position}`, row.text]),
    ).values(),
  ];
  const written = await cellsOf(name);
  expect(kept.toSorted()).toEqual(written.toSorted());
  expect(counts).toEqual({
    unit: "cells",
    read: written.length,
    stored: written.length,
    rejected: 0,
  });
});

test("runRecord rejects only the typo '1,500,00'", () => {
  const unread = [];
  for (const [name] of files) {
    const { rows } = importFile(name);
    unread.push(
      ...rows.warnings.filter(({ code }) =>
        code === "unreadable-cell" || code.startsWith("unknown-")
      ),
    );
  }
  expect(unread.map(({ place }) => place)).toEqual([
    "var_ssd-4cpu-8gb.md:149, column 2",
  ]);
});

/** Formats reported values like their cell, in the label's unit. */
function written(figures: readonly Reported[], unit: string): string {
  const numbers = figures.map(({ value }) => fromBase(value ?? NaN, unit));
  return numbers.join(figures[0]?.statistic.endsWith("min") ? "-" : ", ");
}

test("reported values of runRecord reproduce the digits of their cells", () => {
  const units: Record<string, string> = {
    datapoints_rate: "1/min",
    log_lines_rate: "1/min",
    query_success_rate: "%",
    cpu: "%",
    memory: "%",
    http_failure_rate: "%",
    http_request_time: "ms",
    big_query_time: "ms",
    storage_rate: "GiB/day",
    network_tx: "MiB/s",
    network_rx: "MiB/s",
  };
  let checked = 0;
  for (const [name] of files) {
    const { rows } = importFile(name);
    const cells = Map.groupBy(
      rows.reported,
      ({ run_id, position }) => `${run_id} ${position}`,
    );
    for (const figures of cells.values()) {
      const { text = "", kind = "" } = figures[0] ?? {};
      const unit = units[kind];
      if (!unit || !/^[\d., ~-]+$/.test(text) || text === "1,500,00") continue;
      const plain = text.replaceAll("~~", "").replaceAll(/,(?=\d{3})/g, "")
        .replace("~", "-")
        .replaceAll(/\d+(\.\d+)?/g, (digits) => String(Number(digits)));
      expect(written(figures, unit)).toBe(plain);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(450);
});

test("nominal datapoints of the first record follow from its settings", () => {
  const { rows } = importFile("var_ssd-4cpu-8gb-2022-01.md");
  const nominal = rows.reported.filter(({ kind }) =>
    kind === "datapoints_rate"
  );
  expect(nominal.length).toBe(14);
  expect(rows.warnings).toEqual([]);
});

// The three later files hold the first one's tables again: 58 cells agree with their settings and 5 do not.
test("nominal datapoints of all records agree in 58 runs and not in 5", () => {
  let stated = 0;
  const wrong: string[] = [];
  for (const [name] of files.slice(1)) {
    const { runs, rows } = importFile(name);
    const ids = new Map(
      runs.map(({ run_id, started_at }) => [run_id, started_at?.slice(0, 10)]),
    );
    stated += new Set(
      rows.reported.filter(({ kind }) => kind === "datapoints_rate")
        .map(({ run_id }) => run_id),
    ).size;
    wrong.push(
      ...rows.warnings.filter(({ code }) => code === "derived-value-mismatch")
        .map(({ run_id }) => ids.get(run_id) ?? ""),
    );
  }
  expect(wrong).toEqual([
    "2022-06-21",
    "2022-06-23",
    "2022-06-24",
    "2022-06-27",
    "2023-04-09",
  ]);
  expect(stated - wrong.length).toBe(58);
});

test("runRecord keeps struck-out cells as struck", () => {
  const { rows } = importFile("var_ssd-2cpu-4gb.md");
  expect(
    rows.reported.filter(({ struck }) => struck).map(({ kind, value }) => [
      kind,
      value,
    ]),
  ).toEqual([["big_query_time", 0.003], ["cpu", 0.25], ["memory", 0.45]]);
});

test("runRecord takes machine and system from the settings", () => {
  const file = readSource(`${folder}/var_ssd-2cpu-4gb.md`);
  const { runs } = runRecord.read(file, {
    ...options,
    settings: { machine: "hdd-8cpu-16gb", system: "mimir" },
  });
  expect(runs[0]?.system).toBe("mimir");
  expect(runs[0]?.environment).toMatchObject({
    disk_type: "hdd",
    cpus: 8,
    memory_gb: 16,
    machine: "hdd-8cpu-16gb",
  });
});
