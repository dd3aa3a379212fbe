import { afterAll, beforeAll, expect, test } from "vitest";
import { EARLIER_NOTEBOOKS } from "../../src/jupyter/sandbox/parent_service.ts";
import { openFromRecords } from "../../src/publish/open_store.ts";
import { openRemote } from "../../src/publish/remote_store.ts";
import { StoreService } from "../../src/publish/store_service.ts";
import { loadStore, Store } from "../../src/store/mod.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

let folder = "";
let service: StoreService;
let connection: Deno.TcpConn;
let remote: Store;
let local: Store;

async function connect(token: string): Promise<Deno.TcpConn> {
  const { port } = service.address;
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(token));
  return connection;
}

/** Tells what is opened and asked from now on that the kernel executed so many notebooks before. */
function beNotebook(earlier: number): void {
  (globalThis as Record<symbol, unknown>)[Symbol.for(EARLIER_NOTEBOOKS)] =
    earlier;
}

beforeAll(async () => {
  folder = await Deno.makeTempDir({ prefix: "loadline-test-" });
  await new Deno.Command("cp", {
    args: ["-r", `${root}data/run-record`, `${root}data/cos-lite`, folder],
  }).output();
  const path = `${folder}/loadline.duckdb`;
  await loadStore(folder, path);
  service = new StoreService(path);
  connection = await connect(service.address.token);
  remote = new Store(await openRemote(connection, []));
  local = await Store.open(path);
});

afterAll(async () => {
  remote.close();
  local.close();
  connection.close();
  service[Symbol.dispose]();
  await Deno.remove(folder, { recursive: true });
});

test.each([
  [
    "numbers that JSON lacks",
    "SELECT * FROM (VALUES ('nan'::DOUBLE), ('inf'), ('-inf'), (-0.0::DOUBLE), (0)) t(v)",
  ],
  [
    "times, dates, decimals, large integers",
    "SELECT TIMESTAMP '2026-01-02 03:04:05.000006' AS t, DATE '2026-01-02' AS d, 1.25 AS n, 9007199254740993 AS i",
  ],
  [
    "lists, structs, maps, null",
    "SELECT [1, NULL, 'nan'::DOUBLE] AS l, {'a': 1, 'b': 'x'} AS s, map(['k'], [2]) AS m, NULL AS n",
  ],
  [
    "texts that repeat, empty and null ones",
    "SELECT if(range % 3 = 0, NULL, repeat('ä\"', range % 3 - 1)) AS v FROM range(40)",
  ],
  ["no rows", "SELECT run_id, repetition FROM runs WHERE false"],
  ["columns of one name", "SELECT 1 AS a, 2 AS a"],
  ["a record", "SELECT * FROM params ORDER BY ALL"],
])(
  "a query through the service returns the same as a local one: %s",
  async (_, sql) => {
    const there = await remote.rows(sql);
    expect(there).toEqual(await local.rows(sql));
    expect(there.rows.length > 0 || sql.includes("false")).toBe(true);
  },
);

test("query parameters keep their types", async () => {
  const sql = "SELECT typeof($a) AS a, $b AS b, $c::DOUBLE AS c";
  const params = { a: 2n ** 40n, b: "it's", c: Infinity };
  const there = await remote.rows(sql, params);
  expect(there.rows[0]).toMatchObject({ b: "it's", c: Infinity });
  expect(there).toEqual(await local.rows(sql, params));
  await expect(remote.rows("SELECT $1", [[1] as never])).rejects.toThrow(
    "Cannot send the parameter",
  );
});

test("concurrent queries each get their result", async () => {
  const results = await Promise.all(
    [1, 2, 3].map((n) => remote.rows("SELECT $1::INTEGER AS n", [n])),
  );
  expect(results.map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3]);
});

test("a store contains only the experiments that it was opened for", async () => {
  using one = new Store(await openRemote(connection, ["cos-lite"]));
  const sql = "SELECT DISTINCT experiment FROM runs ORDER BY ALL";
  expect((await one.rows(sql)).rows).toEqual([{ experiment: "cos-lite" }]);
  expect((await remote.rows(sql)).rows).toHaveLength(2);
});

test("the stores of a notebook are closed when the next on its kernel opens one", async () => {
  using kernel = await connect(service.address.token);
  const sql = "SELECT count(*) AS n FROM runs";
  const earlier = new Store(await openRemote(kernel, []));
  const { rows } = await earlier.rows(sql);
  try {
    beNotebook(1);
    const later = new Store(await openRemote(kernel, []));
    const late = earlier.rows(sql).then(() => "answer", () => "error");
    // Asked after it, and answered.
    expect((await later.rows(sql)).rows).toEqual(rows);
    expect(await Promise.race([late, Promise.resolve("nothing")]))
      .toBe("nothing");
    later.close();
  } finally {
    beNotebook(0);
  }
  await expect(earlier.rows(sql)).rejects.toThrow("as it is closed");
  expect((await remote.rows(sql)).rows).toEqual(rows);
});

test("what notebooks ask twice is answered once, while the store and the experiments are the same", async () => {
  using other = await connect(service.address.token);
  using again = new Store(await openRemote(other, []));
  using one = new Store(await openRemote(other, ["cos-lite"]));
  const sql = "SELECT random() AS n";
  const { rows } = await remote.rows(sql);
  expect((await again.rows(sql)).rows).toEqual(rows);
  expect((await again.rows("SELECT random() AS n, $1 AS m", [1])).rows).not
    .toEqual((await again.rows("SELECT random() AS n, $1 AS m", [2])).rows);
  expect((await one.rows(sql)).rows).not.toEqual(rows);
  await Deno.utime(`${folder}/loadline.duckdb`, 1, 1);
  using changed = new Store(await openRemote(other, []));
  expect((await changed.rows(sql)).rows).not.toEqual(rows);
});

test.each([
  ["COPY (SELECT 1) TO '/tmp/x.csv'", "Permission Error"],
  ["SELECT * FROM read_text('/etc/passwd')", "Permission Error"],
  ["SELECT * FROM read_csv('https://example.com/x.csv')", "Permission Error"],
  ["ATTACH '/tmp/x.duckdb'", "must only read"],
  ["INSTALL httpfs", "must only read"],
  ["LOAD '/tmp/x.duckdb_extension'", "must only read"],
  ["SET enable_external_access = true", "must only read"],
  ["SET lock_configuration = false", "must only read"],
  ["DELETE FROM store.main.runs", "must only read"],
  ["EXPORT DATABASE '/tmp/x'", "Permission Error"],
  ["SELECT 1; SELECT 2", "must be one statement"],
  ["SELECT nothing", "nothing"],
])(
  "a notebook's SQL can only read the records: %s",
  async (sql, message) => {
    await expect(remote.rows(sql)).rejects.toThrow(message);
  },
);

test("a wrong token or an invalid message closes the connection, and only that one", async () => {
  using unauthorised = await connect("0".repeat(36));
  expect(await unauthorised.read(new Uint8Array(1))).toBeNull();
  using invalid = await connect(service.address.token);
  await invalid.write(new Uint8Array([255, 255, 255, 255]));
  expect(await invalid.read(new Uint8Array(1))).toBeNull();
  expect((await remote.rows("SELECT 1 AS n")).rows).toEqual([{ n: 1 }]);
});

test("an experiment without a record and a missing folder are errors with a remedy", async () => {
  const message =
    "Cannot open the store for 'cos-lit' as it must be one of cos-lite, run-record; did you mean 'cos-lite'?";
  await expect(openRemote(connection, ["cos-lit"])).rejects.toThrow(message);
  await expect(openFromRecords(folder, ["cos-lit"])).rejects.toThrow(message);
  await expect(openFromRecords(`${folder}/none`, [])).rejects.toThrow(
    `Cannot open the store as there is no folder ${folder}/none: restore it`,
  );
});

test("a query does not wait for the network to confirm the one before", async () => {
  let fastest = Infinity;
  // The system confirms a part of a message after 40 ms; a busy machine delays many queries, not all.
  for (let i = 0; i < 20 || i < 500 && fastest >= 35; i++) {
    const started = performance.now();
    await remote.rows("SELECT 1 AS one");
    // The first ones are confirmed at once.
    if (i >= 10) fastest = Math.min(fastest, performance.now() - started);
  }
  expect(fastest).toBeLessThan(35);
});
