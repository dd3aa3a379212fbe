/** Tables of a shared store in real S3-compatible storage, its faults, and what becomes of its credentials. */
import { expect, test } from "vitest";
import { unimpaired } from "../../../src/lab/network/tcp_proxy.ts";
import { withAttached } from "../../../src/store/file/attach.ts";
import { removeOrphans } from "../../../src/store/lake/remove_orphans.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import { isObjectStore } from "../../../src/store/lake/object_store.ts";
import { needsDuckLake, withSettings } from "../../testing/lakes.ts";
import { needsObjectStore, ObjectStore } from "../../testing/object_store.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";

/** More rows than are kept in the catalogue. */
const OPERATIONS = 600;

async function write(data: string, id: string, operations: number) {
  await writeTestRun(data, toTestRun(id), {
    operations: Array.from(
      { length: operations },
      (_, i) => toTestOperation(id, { operation_id: String(i) }),
    ),
  });
}

async function rowsOf(store: Store): Promise<unknown[]> {
  const tables = ["runs", "operations", "load_facts", "warnings"];
  return await Promise.all(
    tables.map((table) => store.rows(`SELECT * FROM ${table} ORDER BY ALL`)),
  );
}

async function loadedParts(lake: string): Promise<unknown[]> {
  using store = await Store.open(lake);
  const { rows } = await store.rows(
    "SELECT part FROM store.main.loaded WHERE experiment <> '' ORDER BY part",
  );
  return rows.map(({ part }) => part);
}

/** Returns the paths of the files that this process has open. */
function openFiles(): string[] {
  return [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
    try {
      return [Deno.readLinkSync(`/proc/self/fd/${name}`)];
    } catch {
      // That of the folder itself, which is closed.
      return [];
    }
  });
}

/** Answers that it is too busy. */
function startBusyServer() {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("SlowDown", { status: 503 }),
  );
  return {
    address: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const isMissing = needsDuckLake.missing || needsObjectStore.missing;
const needs = `${needsDuckLake.name} ${needsObjectStore.name}`;

test.skipIf(isMissing)(
  `tables in storage that refuses or is slow: nothing is lost, nothing there twice, no credentials anywhere ${needs}`,
  () =>
    withTempFolder(async (folder) => {
      await using storage = await ObjectStore.make();
      const data = `${folder}/a`;
      const catalogue = `${folder}/catalogue.ducklake`;
      const lake = `ducklake:${catalogue}`;
      await write(data, "r1", OPERATIONS);
      await write(data, "r2", 3);
      await write(data, "r3", OPERATIONS);
      const file = `${folder}/store.duckdb`;
      await loadStore(data, file);
      using local = await Store.open(file);
      const expected = await rowsOf(local);
      const { AWS_ACCESS_KEY_ID: keyId = "", AWS_SECRET_ACCESS_KEY: key = "" } =
        storage.settings;
      const errors: string[] = [];
      const fail = async (settings: Readonly<Record<string, string>> = {}) => {
        await withSettings(
          settings,
          () =>
            loadStore(data, lake).then(
              () => {
                throw new Error("it has loaded");
              },
              ({ message }: Error) => {
                errors.push(message);
              },
            ),
        );
      };
      await withSettings({
        ...storage.settings,
        LOADLINE_STORE_DATA: "s3://lab/tables",
      }, async () => {
        // It is not there; it is too busy; it does not know who asks.
        await fail();
        await using busy = startBusyServer();
        await fail({ AWS_ENDPOINT_URL_S3: busy.address });
        await storage.start();
        await fail({ AWS_SECRET_ACCESS_KEY: "wrong" });
        await fail({ AWS_SECRET_ACCESS_KEY: "" });
        for (const error of errors) expect(error).not.toMatch(/\n/);
        expect(errors.slice(0, 3)).toEqual(
          Array(3).fill(
            expect.stringMatching(
              /^Cannot load kv\/r1 into the shared store as DuckDB reports: .*; what was loaded before stays: check that the catalogue and the tables can be reached, and load again$/,
            ),
          ),
        );
        expect(errors[3]).toMatch(/^Cannot open the store .* set AWS_ACCESS/);
        // None holds the catalogue any longer.
        expect(openFiles()).not.toContain(catalogue);
        // What has few rows is in the catalogue; no other part is noted as one that cannot be loaded.
        expect(await loadedParts(lake)).toEqual(["r2"]);

        storage.link.set({ ...unimpaired, delay: 0.05 });
        expect(await loadStore(data, lake)).toMatchObject({
          ...{ loaded: 2, leftOut: [] },
        });
        storage.link.set(unimpaired);
        expect(await loadStore(data, lake)).toMatchObject({ loaded: 0 });
      });
      // The rows of both.
      expect((await storage.objects()).length).toBe(1);

      // The catalogue knows where its tables are.
      await withSettings(storage.settings, async () => {
        // What a load that was killed has left is told from what a snapshot has.
        await withAttached(lake, "write", async (connection) => {
          await connection.run(
            "COPY (SELECT 1 AS a) TO 's3://lab/tables/main/operations/ducklake-left.parquet' (FORMAT parquet)",
          );
          expect(await removeOrphans(connection, new Date(0))).toBe(0);
          const later = new Date(Date.now() + 3_600_000);
          expect(await removeOrphans(connection, later)).toBe(1);
        });
        expect((await storage.objects()).length).toBe(1);

        using store = await Store.open(lake);
        expect(await rowsOf(store)).toEqual(expected);
        const settings = JSON.stringify(
          await store.rows("SELECT name, value FROM duckdb_settings()"),
        );
        for (const secret of [keyId, key]) {
          expect(settings).not.toContain(secret);
          expect(await Deno.readTextFile(catalogue)).not.toContain(secret);
          expect(errors.join()).not.toContain(secret);
        }
        await expect(store.rows("FROM duckdb_secrets()")).rejects.toThrow(
          "may not use duckdb_secrets",
        );
        await expect(store.rows("FROM read_text('s3://other/a')")).rejects
          .toThrow("Permission Error");
        await storage.kill();
        using other = await Store.open(lake);
        await expect(other.rows("FROM operations")).rejects.toThrow();
        await storage.start();
        expect(await rowsOf(other)).toEqual(expected);
      });
    }),
);

test("isObjectStore() refuses other addresses, without what stands before a host", () => {
  expect(isObjectStore("/mnt/lab")).toBe(false);
  expect(isObjectStore("s3://lab/tables/")).toBe(true);
  expect(() => isObjectStore("https://me:secret@host/lab")).toThrow(
    /^Cannot keep tables at https:\/\/host\/lab: name a folder, or s3:/,
  );
});

test.skipIf(needsDuckLake.missing).each([
  ["http://me:secret@127.0.0.1:9", "must be http:// or https:// with a host"],
  ["127.0.0.1:9", "must be http:// or https:// with a host"],
  ["http://127.0.0.1:9/bucket", "must be http:// or https:// with a host"],
])(
  `a store refuses storage at %s in one line ${needsDuckLake.name}`,
  (endpoint, message) =>
    withTempFolder((folder) =>
      withSettings({
        LOADLINE_STORE_DATA: "s3://lab/tables/",
        ...{ AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key" },
        AWS_ENDPOINT_URL_S3: endpoint,
      }, async () => {
        const loading = loadStore(folder, `ducklake:${folder}/c.ducklake`);
        await expect(loading).rejects.toThrow(message);
        await expect(loading).rejects.not.toThrow("secret");
      })
    ),
);
