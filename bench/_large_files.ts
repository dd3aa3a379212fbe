/** Large text files of other tools, made for benchmarks, and their import. */
import { ingestFiles, toImporter } from "../src/ingest/mod.ts";
import { sqlText, writeAll } from "../src/record/mod.ts";
import { timed } from "./_measure.ts";

/** Size of a file, which is the maximum of ingest for formats that are not joined. */
const FILE_BYTES = 256 * 2 ** 20;
/** Size of a log, and of raw results. */
const LOG_BYTES = 2 ** 30;

/** A kind of file that other tools write, made as large as is wanted. */
export interface Sample {
  readonly format: string;
  /** Kind of file, where a format has several. */
  readonly kind: string;
  readonly head: string;
  readonly line: (i: number) => string;
  readonly tail: string;
  /** DuckDB's reader of this file. */
  readonly peer: (file: string) => string;
  readonly bytes: number;
  /** Most that our time may be of the peer's. */
  readonly goal: number;
}

const usual = { bytes: FILE_BYTES, goal: 3 } as const;
/** Files that DuckDB reads for us as well. */
const raw = { bytes: LOG_BYTES, goal: 1.25 } as const;

const totals = "[OVERALL], RunTime(ms), 1000\n[OVERALL], Throughput, 5\n";

function readCsv(options: string): Sample["peer"] {
  return (file) => `read_csv(${sqlText(file)}, ${options})`;
}

/** One document as large as the file. */
function readJson(file: string): string {
  return `read_json(${sqlText(file)}, maximum_object_size = ${2 * FILE_BYTES})`;
}

/** Every kind of file that is measured. */
export const samples: readonly Sample[] = [
  {
    format: "dbtester",
    kind: "CSV",
    head: "suite,test,system,metric,value_text\n",
    line: (i) =>
      `2017Q2-02,"Write 1M keys, 256-byte",etcd-v3.${i % 7},Latency p${
        i % 100
      },${i % 997}.25 ms\n`,
    tail: "",
    peer: readCsv("header = true"),
    ...usual,
  },
  {
    format: "ycsb",
    kind: "raw measurements",
    head: "",
    line: (i) => `READ,${1.45e12 + i},${(i * 2654435761) % 10007}\n`,
    tail: totals,
    peer: readCsv(
      "header = false, ignore_errors = true, " +
        "columns = {op: 'VARCHAR', ended: 'BIGINT', latency: 'BIGINT'}",
    ),
    ...usual,
  },
  {
    format: "ycsb",
    kind: "log",
    head: "",
    line: (i) =>
      `${
        new Date(1.45e12 + i * 1e3).toISOString().slice(0, 19).replace("T", " ")
      }:${100 + i % 900} ${i} sec: ${i * 977} operations; ${
        i % 997
      }.25 current ops/sec; est completion in 1 hour [READ: Count=${
        i % 997
      }, Max=8191, Min=101, Avg=401.5, 90=611, 99=1202]\n`,
    tail: totals,
    peer: readCsv("header = false, delim = ';', ignore_errors = true"),
    ...usual,
  },
  {
    format: "perseus",
    kind: "log",
    head: "#legend: time|a|b|a:err|b:err\n",
    line: (i) => `${i}\t${i % 977}\t${i % 577}\t0\t0\t${clock(i)}\n`,
    tail: "",
    peer: readCsv(
      "header = false, delim = '\t', skip = 1, columns = " +
        "{s: 'BIGINT', a: 'BIGINT', b: 'BIGINT', c: 'BIGINT', d: 'BIGINT', clock: 'VARCHAR'}",
    ),
    ...usual,
  },
  {
    format: "measurements",
    kind: "JSON",
    head: '{"Name":"request time","Units":"seconds","Results":[0.5',
    line: (i) => `,${((i * 2654435761) % 10007) / 8192}`,
    tail: "]}",
    peer: readJson,
    ...usual,
  },
  {
    format: "memtier",
    kind: "JSON",
    head: '{"configuration":{},"ALL STATS":{"Runtime":{"Start time":1.5e12},' +
      '"Sets":{"Count":1,"Ops/sec":1,"Time-Serie":{"0":{"Count":1}',
    line: (i) =>
      `,"${i}":{"Count":${i % 977},"Average Latency":${
        (i % 577) / 64
      },"Min Latency":0.031,"Max Latency":8.25,"p50.00":0.5}`,
    tail: '}},"Totals":{"Count":1,"Ops/sec":1}}}',
    peer: readJson,
    ...usual,
  },
  {
    format: "ycsb",
    kind: "JSON",
    head: '[{"metric":"OVERALL","measurement":"RunTime(ms)","value":1}',
    line: (i) =>
      i % 10_000 === 0
        ? ',{"metric":"OVERALL","measurement":"RunTime(ms)","value":1}'
        : `,{"metric":"READ","measurement":"Return=${
          i % 10_000
        }","value":${i}}`,
    tail: "]",
    peer: readJson,
    ...usual,
  },
  {
    format: "lager",
    kind: "log",
    head: "",
    line: lagerLine,
    tail: "",
    peer: (file) =>
      `read_json(${sqlText(file)}, format = 'newline_delimited', columns = ` +
      "{timestamp: 'VARCHAR', level: 'VARCHAR', source: 'VARCHAR', message: 'VARCHAR', data: 'JSON'})",
    bytes: LOG_BYTES,
    goal: 2,
  },
  {
    format: "k6",
    kind: "NDJSON",
    head:
      '{"type":"Metric","metric":"http_req_duration","data":{"name":"http_req_duration","type":"trend","contains":"time","thresholds":[],"submetrics":null}}\n',
    line: (i) =>
      `{"metric":"http_req_duration","type":"Point","data":{"time":"${
        new Date(1.7e12 + i).toISOString()
      }","value":${
        i % 997
      }.25,"tags":{"expected_response":"true","group":"","method":"GET","name":"page-${
        i % 20
      }","proto":"HTTP/1.1","scenario":"default","status":"200","url":"http://127.0.0.1/page-${
        i % 20
      }"}}}\n`,
    tail: "",
    peer: (file) =>
      `read_json(${sqlText(file)}, format = 'newline_delimited', columns = ` +
      "{type: 'VARCHAR', metric: 'VARCHAR', data: 'STRUCT(\"time\" VARCHAR, \"value\" DOUBLE, " +
      "tags STRUCT(name VARCHAR, url VARCHAR, method VARCHAR, status VARCHAR, expected_response VARCHAR, error VARCHAR))'})",
    ...raw,
  },
  {
    format: "jmeter",
    kind: "CSV",
    head:
      "timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,failureMessage,bytes,allThreads\n",
    line: (i) =>
      `${1.7e12 + i},${i % 997},page-${i % 20},200,OK,users 1-${i % 50},true,,${
        i % 4096
      },50\n`,
    tail: "",
    peer: readCsv("header = true"),
    ...raw,
  },
];

/** Lines of which a request writes six, as a BBS does: its first and its last tell stages. */
const requestLines = [
  "request.serving",
  "request.desire-lrp.db-desire-lrp.starting",
  "request.desire-lrp.db-desire-lrp.complete",
  "request.desire-lrp.start-instance-range.starting",
  "request.desire-lrp.start-instance-range.complete",
  "request.done",
];

function lagerLine(i: number): string {
  const request = Math.floor(i / requestLines.length);
  const at = new Date(1.45e12 + i).toISOString().replace("Z", "123456Z");
  return `{"timestamp":"${at}","level":"info","source":"bbs","message":"bbs.${
    requestLines[i % requestLines.length]
  }","data":{"method":"POST","process_guid":"b-${request}","request":"/v1/desired_lrp/desire.r2","session":"${request}"}}\n`;
}

/** Formats a time as the tool does. */
function clock(second: number): string {
  return new Date(1.516e12 + second * 1000).toISOString().slice(0, 19)
    .replaceAll("-", "/").replace("T", " ");
}

/** Writes a file of a kind, of the bytes that its sample says or a line less. */
export function writeSample(
  path: string,
  { head, line, tail, bytes: most }: Sample,
): void {
  using file = Deno.openSync(path, { write: true, create: true });
  const encoder = new TextEncoder();
  let size = head.length + tail.length;
  file.writeSync(encoder.encode(head));
  for (let i = 1;; i += BATCH_LINES) {
    const bytes = encoder.encode(
      Array.from({ length: BATCH_LINES }, (_, j) => line(i + j)).join(""),
    );
    size += bytes.length;
    if (size > most) break;
    writeAll(file, bytes);
  }
  file.writeSync(encoder.encode(tail));
}

const BATCH_LINES = 1000;

/** Imports a file into a record, and removes that; returns seconds. Throws Error if no row is stored. */
export async function ingestWhole(
  format: string,
  path: string,
  data: string,
): Promise<number> {
  const options = { data, experiment: "bench", settings: {} };
  let stored = 0;
  const seconds = await timed(async () => {
    const { counts } = await ingestFiles(toImporter(format), [path], options);
    stored = counts.stored;
  });
  if (stored === 0) throw new Error(`Cannot compare as ${path} has no rows`);
  await Deno.remove(data, { recursive: true });
  return seconds;
}
