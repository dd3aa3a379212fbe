/** Large imports, whose rows are in batches. */
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { ingestFiles, toImporter } from "../../src/ingest/mod.ts";
import { withTempFolder } from "../testing/records.ts";

const SECONDS = 5000;

/** A log of Perseus; one line in a thousand is broken. */
function toLog(): string {
  const lines = Array.from({ length: SECONDS }, (_, i) => {
    const time = new Date(1.516e12 + i * 1000).toISOString().slice(0, 19)
      .replaceAll("-", "/").replace("T", " ");
    return `${i % 1000 === 7 ? "x" : i}\t${i}\t${i % 7}\t0\t1\t${time}\n`;
  });
  return `#legend: time|a|b|a:err|b:err\n${lines.join("")}`;
}

async function query(sql: string): Promise<unknown> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test("ingestFiles() writes the rows of batches once, under the id of their run", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/etcd.log`;
    const data = `${folder}/data`;
    await Deno.writeTextFile(path, toLog());
    const ingest = (experiment: string) =>
      ingestFiles(toImporter("perseus"), [path], {
        data,
        experiment,
        settings: {},
      });
    const first = await ingest("one");
    expect(first.counts).toEqual({
      unit: "lines",
      read: SECONDS,
      stored: SECONDS - 5,
      rejected: 5,
    });
    expect((await ingest("one")).known).toBe(1);
    const other = await ingest("two");
    const ids = [first, other].map(({ runs }) => runs[0]?.run_id);
    expect(new Set(ids).size).toBe(2);
    for (const [i, experiment] of ["one", "two"].entries()) {
      expect(
        await query(
          `SELECT run_id, count(*), sum(value), count(DISTINCT "at")
          FROM '${data}/${experiment}/*/samples.parquet' GROUP BY run_id`,
        ),
      ).toEqual([[
        ids[i],
        String(4 * (SECONDS - 5)),
        sumOf(),
        String(SECONDS - 5),
      ]]);
    }
  }));

test("ingestFiles() imports what is before the end of a packed file that is cut off, and says where that is", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/etcd.log.gz`;
    const data = `${folder}/data`;
    const stream = new Blob([toLog()]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    const packed = new Uint8Array(await new Response(stream).arrayBuffer());
    const ingest = () =>
      ingestFiles(toImporter("perseus"), [path], {
        ...{ data, experiment: "cut", settings: {} },
      });
    await Deno.writeFile(path, packed.subarray(0, packed.length / 2));
    const { counts, runs, warnings } = await ingest();
    expect(runs.map(({ status }) => status)).toEqual(["incomplete"]);
    expect(counts.read).toBe(counts.stored + counts.rejected);
    expect(counts.stored).toBeGreaterThan(SECONDS / 4);
    expect(counts.stored).toBeLessThan(SECONDS - 5);
    const rows = await query(
      `SELECT code, message, place FROM '${data}/cut/*/warnings.csv'
      WHERE code = 'cut-off'`,
    ) as string[][];
    expect(rows).toEqual([[
      "cut-off",
      expect.stringMatching(/^what is packed stops here, before its end/),
      expect.stringMatching(/^etcd\.log\.gz:\d+$/),
    ]]);
    expect(warnings).toBeGreaterThan(0);
    // Behind the line of the legend, and of those that were read; the last may be whole.
    const line = Number(rows[0]?.[2]?.split(":")[1]);
    expect([1, 2]).toContain(line - counts.read);
    // The record has it already, with its warning.
    expect((await ingest()).warnings).toBe(0);

    await Deno.writeFile(path, packed.subarray(0, 12));
    await expect(ingest()).rejects
      .toThrow(/etcd\.log\.gz: is packed with gzip, and cut off before/);
  }));

function sumOf(): number {
  let sum = 0;
  for (let i = 0; i < SECONDS; i++) {
    if (i % 1000 !== 7) sum += i + i % 7 + 1;
  }
  return sum;
}

test("ingestFiles() joins the logs of a folder into one run, in order of time", () =>
  withTempFolder(async (folder) => {
    const logs = `${folder}/logs`;
    const data = `${folder}/data`;
    const line = (seconds: number, message: string, session: number) =>
      JSON.stringify({
        timestamp: `${1_500_000_000 + seconds}.25`,
        source: "bbs",
        message: `bbs.request.${message}`,
        log_level: 1,
        data: { request: "/v1/ping", session: String(session) },
      }) + "\n";
    for (const [i, cell] of ["a", "b"].entries()) {
      await Deno.mkdir(`${logs}/${cell}`, { recursive: true });
      await Deno.writeTextFile(
        `${logs}/${cell}/bbs.log`,
        line(i, "serving", 1) + line(i + 2, "done", 1) + "torn {",
      );
    }
    const ingest = () =>
      ingestFiles(toImporter("lager"), [logs], {
        data,
        experiment: "",
        settings: {},
      });
    const { runs, counts } = await ingest();
    expect(counts).toEqual({
      unit: "lines",
      read: 6,
      stored: 4,
      rejected: 2,
    });
    expect(runs).toMatchObject([{
      source: "logs",
      started_at: "2017-07-14T02:40:00.250000Z",
      ended_at: "2017-07-14T02:40:03.250000Z",
      params: [{ key: "components", value: "a/bbs, b/bbs" }],
    }]);
    expect(
      await query(
        `SELECT duration_s, count(*) FROM '${data}/platform-logs/*/operations.csv' GROUP BY 1`,
      ),
    ).toEqual([["2", "2"]]);
    expect((await ingest()).known).toBe(1);
  }));
