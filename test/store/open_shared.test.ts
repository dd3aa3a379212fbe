import { expect, test } from "vitest";
import { loadStore, Store } from "../../src/store/mod.ts";
import { openShared } from "../../src/store/open_shared.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

/** Runs `body` with the path of a store of two experiments, with a run each, of which tables of 500 rows are linked. */
function withStore(
  operations: number,
  body: (path: string) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (data) => {
    for (const experiment of ["first", "second"]) {
      await writeTestRun(data, toTestRun(`run-${experiment}`, { experiment }), {
        operations: Array.from(
          { length: operations },
          (_, i) =>
            toTestOperation(`run-${experiment}`, { operation_id: String(i) }),
        ),
      });
    }
    const path = `${data}/store.duckdb`;
    await loadStore(data, path, { linkRows: 500 });
    await body(path);
  });
}

async function runsOf(store: Store): Promise<unknown[]> {
  const { rows } = await store.rows(
    "SELECT DISTINCT run_id FROM operations ORDER BY ALL",
  );
  return rows.map(({ run_id }) => run_id);
}

test("openShared() opens sessions with the rows of their own experiments", () =>
  withStore(3, async (path) => {
    const shared = await openShared(path);
    if (shared === null) throw new Error("The store is not shared");
    using all = new Store(await shared.open([]));
    const one = new Store(await shared.open(["second"]));
    expect(await runsOf(all)).toEqual(["run-first", "run-second"]);
    expect(await runsOf(one)).toEqual(["run-second"]);
    one.close();
    expect(await runsOf(all)).toEqual(["run-first", "run-second"]);
    await expect(all.rows("SELECT * FROM read_text('/etc/hostname')")).rejects
      .toThrow("Permission Error");
    await expect(all.rows("SET lock_configuration = false")).rejects
      .toThrow("must only read");
    // A session that is open outlives what it shares.
    shared.close();
    expect(await runsOf(all)).toEqual(["run-first", "run-second"]);
  }));

test("openShared() opens sessions of which none sees what another does", () =>
  withStore(3, async (path) => {
    const shared = await openShared(path);
    if (shared === null) throw new Error("The store is not shared");
    using one = new Store(await shared.open(["first"]));
    const other = new Store(await shared.open([]));
    shared.close();
    for (
      const sql of [
        "CREATE TEMP TABLE own AS SELECT 1",
        "CREATE OR REPLACE TEMP VIEW runs AS SELECT 1",
        "DROP VIEW runs",
        "SET threads = 1",
        "SET VARIABLE own = 1",
        "USE store",
        "BEGIN",
      ]
    ) {
      await expect(one.rows(sql)).rejects.toThrow("must only read");
    }
    const views =
      "SELECT count(*) AS n FROM duckdb_views() WHERE view_name = 'runs'";
    expect((await other.rows(views)).rows).toEqual([{ n: 1 }]);
    // Random numbers follow the seed of the session.
    const draw = async (store: Store) =>
      (await store.rows("SELECT random() AS n")).rows[0]?.n;
    const seed = (store: Store) => store.rows("SELECT setseed(0.5)");
    await seed(one);
    const drawn = [await draw(one), await draw(one)];
    await seed(one);
    await seed(other);
    const inTurn = [
      await draw(one),
      await draw(other),
      await draw(one),
      await draw(other),
    ];
    expect(inTurn).toEqual([drawn[0], drawn[0], drawn[1], drawn[1]]);
    // At once, also while one is closed.
    const sum =
      "SELECT sum(a.range * b.range)::DOUBLE AS n FROM range(2000) a, range(2000) b";
    const [here, there] = [one.rows(sum), other.rows(sum)];
    const n = (1999 * 2000 / 2) ** 2;
    expect((await there).rows).toEqual([{ n }]);
    other.close();
    expect((await here).rows).toEqual([{ n }]);
    expect(await runsOf(one)).toEqual(["run-first"]);
  }));

test("openShared() is null for a store with linked files, and for a DuckLake", () =>
  withStore(600, async (path) => {
    expect(await openShared(path)).toBeNull();
    expect(await openShared("ducklake:/nowhere/catalogue.ducklake")).toBeNull();
  }));
