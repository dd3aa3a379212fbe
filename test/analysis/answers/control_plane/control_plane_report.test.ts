import { expect, test } from "vitest";
import { controlPlaneReport } from "../../../../src/analysis/answers/control_plane/control_plane_report.ts";
import type { Rows, Run } from "../../../../src/record/mod.ts";
import { answer } from "../../../../src/report/mod.ts";
import {
  requests,
  toControlPlaneRows,
  withControlPlaneStore,
} from "../../../testing/control_plane_rows.ts";
import { timeOf } from "../../../testing/platform_rows.ts";
import { toTestParam, withTestStore } from "../../../testing/records.ts";

test("controlPlaneReport() sets stores beside each other, and names one that is late for its loops", () =>
  withControlPlaneStore(async (store) => {
    const report = await controlPlaneReport(store);
    expect(answer(report.answer).verdict).toContain("etcd");
    const tile = { unit: "s", interval: "", n: "200,000 instances" };
    expect(report.answer.tiles).toEqual([
      {
        ...{ ...tile, label: "PostgreSQL, longest fetch of all" },
        ...{ value: "2.5", meaning: "ok" },
      },
      {
        ...{ ...tile, label: "etcd, longest fetch of all" },
        ...{ value: "45", meaning: "failed" },
      },
    ]);
    expect(report.answer.limits?.map(({ label }) => label)).toContain(
      "cells are simulated, stores are real",
    );
    expect(report.loops.map(({ column, series, x, value }) => [
      ...[column, series, x, value],
    ])).toEqual([
      ["all routes", "etcd", 200_000, 45],
      ["all routes", "PostgreSQL", 200_000, 2.5],
      ["convergence", "PostgreSQL", 200_000, 0.5],
    ]);
    expect(report.losses.map(({ label, curves }) => [label, curves.length]))
      .toEqual([["records of a store that lost all, there again", 1]]);
    expect(report.reality.markdown).toContain("No component of Diego");
    // No search is on record: the notebook leaves its section out.
    expect(report.tables.lines.rows).toEqual([]);
    const [disturbed] = report.study.disturbed;
    // The first request that was due after the fault and answered: due after 6 s, answered 0.5 s later.
    expect(disturbed?.cost).toMatchObject({ n: 2, failed: 1 });
    expect(disturbed?.cost?.answered_after).toBeCloseTo(6.5, 3);
  }));

test("controlPlaneReport() says of every run which objective it missed", () =>
  withControlPlaneStore(async (store) => {
    const { tables } = await controlPlaneReport(store);
    expect(tables.runs.rows.map((row) => [row.at(-1)?.text, row.at(-1)?.note]))
      .toEqual([
        ["ok", ""],
        [
          "objective missed",
          "longest fetch of all against its interval at most 100 %: was 150 %",
        ],
        ["objective missed", "success at least 95 %: was 50 %"],
      ]);
  }));

test("controlPlaneReport() does not say that a store kept to its loops that left a fetch without an answer", () =>
  withTestStore([
    toControlPlaneRows({
      ...{ id: "a", preset: "growth", system: "etcd" },
      ...{ cells: 50, fault: "none", events: [] },
      operations: [["route_fetch", 20, 5, "timeout"], ...requests(400, 0.1)],
    }),
  ], async (store) => {
    const report = await controlPlaneReport(store);
    expect(answer(report.answer).verdict).toContain(
      "**etcd** did not answer every fetch of all: etcd took at least 5 s",
    );
    expect(report.answer.tiles).toMatchObject([{
      ...{ value: "5", interval: "at least: not all were answered" },
      meaning: "unsure",
    }]);
  }));

test("controlPlaneReport() names a key figure that rests on a doubtful run", () => {
  const [run, rows] = toControlPlaneRows({
    ...{ id: "a", preset: "growth", system: "etcd" },
    ...{ cells: 50, fault: "none", events: [] },
    operations: [["route_fetch", 20, 5, "ok"], ...requests(400, 0.1)],
  });
  const warnings = [{
    ...{ run_id: "a", stage: "lab", code: "generator-late", place: "", n: 1 },
    message: "requests were sent late",
  }];
  return withTestStore([[run, { ...rows, warnings }]], async (store) => {
    const { limits } = (await controlPlaneReport(store)).answer;
    expect(limits?.map(({ label }) => label)).toContain(
      "figure in doubt: etcd",
    );
  });
});

test("controlPlaneReport() of a store without runs says so", () =>
  withTestStore([], async (store) => {
    const report = await controlPlaneReport(store);
    expect(answer(report.answer).verdict).toContain("No run that counts");
    expect([report.loops, report.sizes, report.losses]).toEqual([[], [], []]);
  }));

test("controlPlaneReport() tells a Diego by its store, names sizes at which it failed, and shows those that keep most or are late", () => {
  const grown = (
    id: string,
    system: string,
    { seconds, cells = 50, database = "", status = "ok" }: {
      readonly seconds: number;
      readonly cells?: number;
      readonly database?: string;
      readonly status?: Run["status"];
    },
  ): [Run, Partial<Rows>] => {
    const [run, rows] = toControlPlaneRows({
      ...{ id, preset: "growth", system, cells, fault: "none", events: [] },
      operations: [["route_fetch", 20, seconds, "ok"], ...requests(400, 0.1)],
    });
    const own = database === ""
      ? []
      : [toTestParam("diego_database", database)];
    // Of the runs that are doubtful, the first is of a store with a tile.
    const warnings = ["a", "e"].includes(id)
      ? [{
        ...{ run_id: id, stage: "lab", code: "generator-late", place: "" },
        ...{ n: 1, message: "requests were sent late" },
      }]
      : [];
    return [{ ...run, status, params: [...run.params, ...own] }, {
      ...rows,
      warnings,
    }];
  };
  return withTestStore([
    grown("a", "postgresql", { seconds: 1 }),
    grown("b", "sqlite", { seconds: 2 }),
    grown("c", "mariadb", { seconds: 3 }),
    grown("d", "diego", { seconds: 4, database: "postgresql" }),
    grown("e", "diego", { seconds: 5, database: "mariadb" }),
    grown("f", "etcd", { seconds: 45 }),
    grown("g", "diego", {
      ...{ seconds: 6, database: "postgresql", cells: 1000, status: "failed" },
    }),
    grown("h", "kubernetes", { seconds: 0.5, cells: 10 }),
  ], async (store) => {
    const parts = (await controlPlaneReport(store)).answer;
    const { tiles, limits } = parts;
    expect(answer(parts).verdict).toContain("PostgreSQL took 1 s");
    expect(tiles.map(({ label }) => label.replace(/,.*/, ""))).toEqual([
      ...["PostgreSQL", "SQLite", "MariaDB", "Diego (PostgreSQL)", "etcd"],
    ]);
    expect(limits?.map(({ label }) => label)).toContain(
      "Diego (PostgreSQL) failed with 200,000 instances",
    );
    expect(limits?.map(({ label }) => label)).toContain(
      "figure in doubt: PostgreSQL, and 1 other run",
    );
  });
});

test("controlPlaneReport() names how often cells of each system compare themselves", () => {
  const own = [
    ["a", "sqlite", []],
    ["b", "diego", [toTestParam("diego_bulk_loop", 300, { unit: "s" })]],
    ["c", "kubernetes", []],
  ] as const;
  return withTestStore(
    own.map(([id, system, params]): [Run, Partial<Rows>] => {
      const [run, rows] = toControlPlaneRows({
        ...{ id, preset: "growth", system, cells: 50 },
        ...{ fault: "none", events: [] },
        operations: [["route_fetch", 20, 1, "ok"], ...requests(400, 0.1)],
      });
      const every = toTestParam("cell_interval", 30, { unit: "s" });
      return [{ ...run, params: [...run.params, every, ...params] }, rows];
    }),
    async (store) => {
      const { study } = await controlPlaneReport(store);
      const loops = study.runs.map(({ system, cell_loop }) => [
        ...[system, cell_loop],
      ]);
      expect(loops).toEqual([
        ...[["sqlite", 30], ["diego", 300], ["kubernetes", null]],
      ]);
    },
  );
});

test("controlPlaneReport() shows what an invalid run measured apart, and names a size with no other", () => {
  const grown = (
    id: string,
    { cells, stillFor }: { readonly cells: number; readonly stillFor: number },
  ): [Run, Partial<Rows>] => {
    const [run, rows] = toControlPlaneRows({
      ...{ id, preset: "growth", system: "diego", cells },
      ...{ fault: "none", events: [] },
      operations: [["route_fetch", 20, 19, "ok"], ...requests(400, 0.1)],
    });
    const still = {
      ...{ run_id: id, at: timeOf(30), kind: "stand_still" },
      ...{ subject: "loops", detail: String(stillFor) },
      data: JSON.stringify({ seconds: stillFor }),
    };
    const events = [...rows.events ?? [], ...stillFor > 0 ? [still] : []];
    return [run, { ...rows, events }];
  };
  return withTestStore([
    grown("a", { cells: 50, stillFor: 2.5 }),
    grown("b", { cells: 50, stillFor: 0 }),
    grown("c", { cells: 1000, stillFor: 2.5 }),
  ], async (store) => {
    const { answer, study, tables } = await controlPlaneReport(store);
    expect(study.growth.map(({ run }) => run.run_id)).toEqual(["b"]);
    expect(
      tables.invalid.rows.map((row) => row.slice(0, 5).map(({ text }) => text)),
    ).toEqual([
      ["Diego", "10,000", "loops stood still for 2.5 s", "19 s", "–"],
      ["Diego", "200,000", "loops stood still for 2.5 s", "19 s", "–"],
    ]);
    const labels = answer.limits?.map(({ label }) => label) ?? [];
    expect(labels.filter((label) => label.includes("invalid:"))).toEqual([
      "invalid: Diego, 200,000 instances",
    ]);
  });
});

test("controlPlaneReport() has the settings by which a dead cell is noticed beside its fault, and under the figure", () => {
  const [run, rows] = toControlPlaneRows({
    ...{ id: "k", preset: "faults", system: "kubernetes" },
    ...{ cells: 50, fault: "kill-cells", events: [["fault", 30]] },
    operations: [["recover", 30, 24, "ok"], ...requests(20, 0.1)],
  });
  const params = [
    ...run.params,
    toTestParam("kubernetes_grace_period", 20),
    toTestParam("kubernetes_toleration", 5),
  ];
  return withTestStore([[{ ...run, params }, rows]], async (store) => {
    const { deaths, tables } = await controlPlaneReport(store);
    expect(deaths).toBe(
      "Dead cells are noticed by settings: Kubernetes: grace 20 s, toleration 5 s.",
    );
    expect(tables.faults.rows[0]?.map(({ text }) => text))
      .toContain("grace 20 s, toleration 5 s");
  });
});

test("controlPlaneReport() tells of a key figure that its run is in doubt, and which store is embedded", () => {
  const [run, rows] = toControlPlaneRows({
    ...{ id: "a", preset: "growth", system: "sqlite", cells: 50 },
    ...{ fault: "none", events: [] },
    // Too few for a percentile.
    operations: [["route_fetch", 20, 5, "ok"], ...requests(20, 0.1)],
  });
  return withTestStore(
    [[{ ...run, mode: "embedded" }, rows]],
    async (store) => {
      const { tiles, limits } = (await controlPlaneReport(store)).answer;
      expect(tiles.map(({ n }) => n)).toEqual(["10,000 instances, in doubt"]);
      expect(limits?.map(({ label }) => label)).toContain(
        "cells simulated, SQLite embedded, others real",
      );
    },
  );
});
