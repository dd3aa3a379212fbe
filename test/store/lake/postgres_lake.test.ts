/** Faults of a store that machines share, with its catalogue in a real PostgreSQL: nothing is lost, and nothing there twice. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { withAttached } from "../../../src/store/file/attach.ts";
import { tidyLake } from "../../../src/store/lake/tidy_lake.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import { sleep } from "../../lab/_until.ts";
import { needsDuckLake, withSettings } from "../../testing/lakes.ts";
import { needsPostgres, Postgres } from "../../testing/postgres.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";

const root = decodeURIComponent(new URL("../../../", import.meta.url).pathname);

const RUNS = 4;
const OPERATIONS = 600;

/** Loads in another process, with another folder of records as its machine. */
class Loader {
  readonly #child: Deno.ChildProcess;

  constructor(data: string, lake: string) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--quiet", "test/testing/store_process.ts"],
        ...["load", data, lake],
      ],
      cwd: root,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async end(): Promise<{ readonly code: number; readonly text: string }> {
    const { code, stdout, stderr } = await this.#child.output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, text: decode(stdout) + decode(stderr) };
  }

  /** Kills it at a moment of its load; on a fast machine it may have ended before. */
  async killAfter(milliseconds: number): Promise<void> {
    await sleep(milliseconds);
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

/** Reads twice in another process, between whose reads `between` comes; returns how that ended. */
async function readTwice(
  [data, lake]: readonly [data: string, lake: string],
  between: () => Promise<void>,
): Promise<Deno.CommandStatus> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "test/testing/store_process.ts"],
      ...["read", data, lake],
    ],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = child.stdin.getWriter();
  const output = child.stdout.getReader();
  await input.write(new TextEncoder().encode("\n"));
  await output.read();
  await between();
  await input.write(new TextEncoder().encode("\n"));
  await input.close();
  const status = await child.status;
  await output.cancel();
  return status;
}

async function write(data: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await writeTestRun(data, toTestRun(id), {
      operations: Array.from(
        { length: OPERATIONS },
        (_, i) => toTestOperation(id, { operation_id: String(i) }),
      ),
    });
  }
}

async function counts(lake: string): Promise<unknown[]> {
  using store = await Store.open(lake);
  const { rows } = await store.rows(
    `SELECT run_id, (SELECT count(*) FROM operations o WHERE o.run_id = r.run_id) AS operations,
       (SELECT count(*) FROM load_facts m WHERE m.run_id = r.run_id) AS facts
     FROM runs r ORDER BY run_id`,
  );
  return rows;
}

/** Runs statements of PostgreSQL in the catalogue, tidies the store, and lists the indexes of the catalogue. */
function tidied(
  lake: string,
  statements: readonly string[],
): Promise<unknown[]> {
  return withAttached(lake, "write", async (connection) => {
    for (const statement of statements) {
      await connection.run(
        `CALL postgres_execute('__ducklake_metadata_store', '${statement}')`,
      );
    }
    await tidyLake(connection, lake, { expireDays: null, orphans: false });
    return await indexesOf(connection);
  });
}

async function indexesOf(connection: DuckDBConnection): Promise<unknown[]> {
  const reader = await connection.runAndReadAll(
    "FROM postgres_query('__ducklake_metadata_store', 'SELECT indexname::TEXT FROM pg_indexes')",
  );
  return reader.getRows().flat();
}

const ids = Array.from({ length: RUNS }, (_, i) => `r${i}`);
const wholeOf = (ids: readonly string[]) =>
  ids.map((run_id) => ({ run_id, operations: OPERATIONS, facts: 1 }));

const isMissing = needsDuckLake.missing || needsPostgres.missing;
const needs = `${needsDuckLake.name} ${needsPostgres.name}`;

test.skipIf(isMissing)(
  `machines that load at once, are killed, or lose the catalogue, have each run once ${needs}`,
  () =>
    withTempFolder(async (folder) => {
      await using postgres = await Postgres.start();
      const lake = `ducklake:postgres:${postgres.address}`;
      const [a, b] = [`${folder}/a`, `${folder}/b`];
      await Deno.mkdir(`${folder}/tables`);
      const settings = { LOADLINE_STORE_DATA: `${folder}/tables/` };
      await withSettings(settings, async () => {
        // The same runs on two machines, as of committed records.
        for (const data of [a, b]) await write(data, ids);
        const both = [new Loader(a, lake), new Loader(b, lake)];
        for (const loader of both) {
          const { code, text } = await loader.end();
          expect([code, text]).toEqual([0, expect.any(String)]);
        }
        expect(await counts(lake)).toEqual(wholeOf(ids));

        // The catalogue has an index of the files, and gets it again when the store is tidied.
        const index = "loadline_file_column_stats";
        expect(await withAttached(lake, "write", indexesOf)).toContain(index);
        expect(await tidied(lake, [`DROP INDEX ${index}`])).toContain(index);
        expect(await counts(lake)).toEqual(wholeOf(ids));

        // A writer is killed.
        const more = ["s0", "s1"];
        await write(a, more);
        const killed = new Loader(a, lake);
        await killed.killAfter(1000);
        await killed.end();
        const left = await counts(lake);
        expect(wholeOf([...ids, ...more])).toEqual(
          expect.arrayContaining(left),
        );
        await loadStore(a, lake);
        expect(await counts(lake)).toEqual(wholeOf([...ids, ...more]));

        // The catalogue is killed while runs arrive, at several moments.
        const there = [...ids, ...more];
        for (const delay of [600, 900, 1200]) {
          const last = [`t${delay}-0`, `t${delay}-1`];
          await write(a, last);
          const cut = new Loader(a, lake);
          await sleep(delay);
          await postgres.kill();
          const { code, text } = await cut.end();
          if (code !== 0) expect(text).toMatch(/Cannot (load|open)/);
          await postgres.restart();
          await loadStore(a, lake);
          there.push(...last);
          expect(await counts(lake)).toEqual(wholeOf(there.toSorted()));
        }

        // A session whose catalogue is killed ends with an error, and not by a signal.
        expect(await readTwice([a, lake], () => postgres.kill()))
          .toMatchObject({ code: 1, signal: null });
        await postgres.restart();
      });
    }),
  300_000,
);
