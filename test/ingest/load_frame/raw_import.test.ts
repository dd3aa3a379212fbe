/** What DuckDB reads itself must be as tolerant as our own readers: these files are written for it. */
import { expect, test } from "vitest";
import { importers, ingestFiles, toImporter } from "../../../src/ingest/mod.ts";
import { readRuns } from "../../../src/record/mod.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

const HEADER = "timeStamp,elapsed,label,responseCode,success,failureMessage";
const ROW = "1492260110340,10,a,200,true,";

/** Ingests a file of some bytes, and returns its operations, warnings and counts. */
async function ingest(
  folder: string,
  format: string,
  bytes: Uint8Array<ArrayBuffer>,
) {
  const path = `${folder}/file.jtl`;
  await Deno.writeFile(path, bytes);
  const data = `${folder}/data`;
  const { counts, experiment } = await ingestFiles(toImporter(format), [path], {
    data,
    experiment: "",
    settings: {},
  });
  await loadStore(data, `${folder}/store.duckdb`);
  using store = await Store.open(`${folder}/store.duckdb`);
  const operations = await store.rows(
    "SELECT subject, duration_s, error FROM operations ORDER BY CAST(operation_id AS INTEGER)",
  );
  const warnings = await store.rows(
    "SELECT code, n FROM warnings ORDER BY ALL",
  );
  const { runs } = await readRuns(`${data}/${experiment}`);
  return {
    counts,
    operations: operations.rows,
    warnings: warnings.rows.map(({ code }) => code),
    status: runs[0]?.status,
  };
}

const encoder = new TextEncoder();

test("a byte order mark, CRLF, and line ends inside of quotes are read", () =>
  withTempFolder(async (folder) => {
    const text = `\ufeff${HEADER}\r\n${ROW}\r\n` +
      '1492260110341,20,"b ""c""",500,false,"one\r\ntwo"\r\n';
    const { counts, operations } = await ingest(
      folder,
      "jmeter",
      encoder.encode(text),
    );
    expect(counts).toMatchObject({ read: 2, stored: 2, rejected: 0 });
    expect(operations).toEqual([
      { subject: "a", duration_s: 0.01, error: "" },
      { subject: 'b "c"', duration_s: 0.02, error: "one\r\ntwo" },
    ]);
  }));

test("CRLF inside of quotes is no line end of a file with LF", () =>
  withTempFolder(async (folder) => {
    const text =
      `${HEADER}\n1492260110341,20,b,500,false,"one\r\ntwo"\n${ROW}\n`;
    const { counts, operations } = await ingest(
      folder,
      "jmeter",
      encoder.encode(text),
    );
    expect(counts).toMatchObject({ read: 2, stored: 2, rejected: 0 });
    expect(operations.map(({ subject }) => subject)).toEqual(["b", "a"]);
  }));

test("texts are cut at a thousand characters, however many bytes these have", () =>
  withTempFolder(async (folder) => {
    const texts = ["x".repeat(1000), "é".repeat(1000), "é".repeat(400)];
    const rows = texts.map((text) =>
      `1492260110340,10,${text},500,false,${text}z`
    );
    const { operations } = await ingest(
      folder,
      "jmeter",
      encoder.encode(`${HEADER}\n${rows.join("\n")}\n`),
    );
    expect(operations).toEqual(texts.map((text) => ({
      subject: text,
      duration_s: 0.01,
      error: `${text}z`.slice(0, 1000),
    })));
  }));

test("a file that ends inside its last row is imported in part", () =>
  withTempFolder(async (folder) => {
    const { counts, warnings, status } = await ingest(
      folder,
      "jmeter",
      encoder.encode(`${HEADER}\n${ROW}\n${ROW}\n1492260110340,1`),
    );
    expect(counts).toMatchObject({ read: 3, stored: 2, rejected: 1 });
    expect([warnings, status]).toEqual([["cut-off"], "incomplete"]);
  }));

test("rows that cannot be are left out, each with its reason", () =>
  withTempFolder(async (folder) => {
    const rows = [
      ROW,
      "1492260110340,-1,a,200,true,",
      "1492260110340,NaN,a,200,true,",
      "yesterday,10,a,200,true,",
      "1492260110340,10,a,200,maybe,",
      "1492260110340,10,a,200,true,,extra",
    ];
    const { counts, operations } = await ingest(
      folder,
      "jmeter",
      encoder.encode(`${HEADER}\n${rows.join("\n")}\n`),
    );
    expect(counts).toMatchObject({ read: 6, stored: 1, rejected: 5 });
    expect(operations.length).toBe(1);
  }));

test("a file packed with gzip is read as it was", () =>
  withTempFolder(async (folder) => {
    const stream = new Blob([`${HEADER}\n${ROW}\n`]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const { counts } = await ingest(folder, "jmeter", bytes);
    expect(counts).toMatchObject({ read: 1, stored: 1, rejected: 0 });
  }));

test("a line that is no JSON is left out of NDJSON", () =>
  withTempFolder(async (folder) => {
    const point = '{"type":"Point","metric":"http_req_duration",' +
      '"data":{"time":"2026-01-02T03:04:05.5Z","value":250,"tags":{"name":"a","status":"200"}}}';
    const text = `\ufeff${point}\nnot JSON\n5\n\n${point}\n`;
    const { counts, operations } = await ingest(
      folder,
      "k6",
      encoder.encode(text),
    );
    expect(counts).toMatchObject({ read: 4, stored: 2, rejected: 2 });
    expect(operations.map(({ duration_s }) => duration_s)).toEqual([
      0.25,
      0.25,
    ]);
  }));

test("every load tool has shapes that say what they look for", () => {
  const tools = importers.filter((importer) => "shapes" in importer);
  expect(tools.length).toBeGreaterThan(11);
});
