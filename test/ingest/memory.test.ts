/**
 * Memory must not grow with a text file: a child process ingests it and reports its peak, which is to be below 1 GiB for
 * a file of any size. Most of it is DuckDB's as it writes, whose share is limited. `deno task bench ingest` measures
 * files of 256 MiB.
 */
import { expect, test } from "vitest";
import { z } from "zod";
import { withTempFolder } from "../testing/records.ts";

const MemoryReport = z.object({
  after: z.number(),
  read: z.number(),
});

const SIZE = 64 * 2 ** 20;
const MAX_MEMORY_MIB = 1024;

/** Writes `head`, lines up to the size of the file, then `tail`. */
function write(
  path: string,
  { head, line, tail }: {
    readonly head: string;
    readonly line: (i: number) => string;
    readonly tail: string;
  },
): void {
  using file = Deno.openSync(path, { write: true, create: true });
  const encoder = new TextEncoder();
  let size = 0;
  const put = (text: string) => {
    const bytes = encoder.encode(text);
    size += bytes.length;
    for (let at = 0; at < bytes.length;) {
      at += file.writeSync(bytes.subarray(at));
    }
  };
  put(head);
  for (let i = 1; size < SIZE; i += 1000) {
    put(Array.from({ length: 1000 }, (_, j) => line(i + j)).join(""));
  }
  put(tail);
}

const totals = "[OVERALL], RunTime(ms), 1000\n[OVERALL], Throughput, 5\n";

test.skipIf(Deno.build.os !== "linux").each([
  ["ycsb", {
    head: "",
    line: (i: number) => `READ,${1.45e12 + i},${i % 9973}\n`,
    tail: totals,
  }],
  ["dbtester", {
    head: "suite,test,system,metric,value_text\n",
    line: (i: number) => `s,Write,etcd-v${i % 9},Latency p${i % 99},${i} ms\n`,
    tail: "",
  }],
  ["measurements", {
    head: '{"Name":"request time","Units":"seconds","Results":[0.5',
    line: (i: number) => `,${(i * 37 % 10007) / 8192}`,
    tail: "]}",
  }],
  ["memtier", {
    head: '{"ALL STATS":{"Sets":{"Ops/sec":1,"Time-Serie":{"0":{"Count":1}',
    line: (i: number) => `,"${i}":{"Count":${i % 977},"Max Latency":8.25}`,
    tail: '}},"Totals":{"Count":1,"Ops/sec":1}}}',
  }],
  ["redis-benchmark", {
    head: "test,rps,avg_latency_ms,min_latency_ms,p50_latency_ms," +
      "p95_latency_ms,p99_latency_ms,max_latency_ms\nGET,1,1,1,1,1,1,1\n",
    line: (i: number) => `not,a,row,${i}\n`,
    tail: "",
  }],
  ["lager", {
    head: "",
    line: (i: number) =>
      `{"timestamp":"${1.45e9 + i}.5","source":"b","message":"b.request.${
        i % 2 === 1 ? "serving" : "done"
      }","data":{"session":"${Math.ceil(i / 2)}"}}\n`,
    tail: "",
  }],
  ["k6", {
    head: "",
    line: (i: number) =>
      `{"metric":"http_req_duration","type":"Point","data":{"time":"2026-01-02T03:04:05.${
        100 + i % 900
      }Z","value":${i % 997}}}\n`,
    tail: "",
  }],
  ["jmeter", {
    head: "timeStamp,elapsed,label,responseCode,success\n",
    line: (i: number) => `${1.49e12 + i},${i % 997},page ${i % 9},200,true\n`,
    tail: "",
  }],
  ["gatling", {
    head: "RUN\tx\t\tid\t1509787166682\t \t3.5.1\n",
    line: (i: number) =>
      `REQUEST\t\tpage ${i % 9}\t${1.51e12 + i}\t${1.51e12 + i + 9}\tOK\n`,
    tail: "",
  }],
  // Of none of these tasks does the log tell the end.
  ["lager", {
    head: "",
    line: (i: number) =>
      `{"timestamp":"${
        1.45e9 + i
      }.5","source":"b","message":"b.desire-task.starting","data":{"task_guid":"t${i}"}}\n`,
    tail: "",
  }],
])(
  "ingest of a large file of %s keeps little of it in memory",
  (format, content) =>
    withTempFolder(async (folder) => {
      const file = `${folder}/large.txt`;
      write(file, content);
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "test/testing/memory_of_ingest.ts",
          format,
          file,
          `${folder}/data`,
        ],
        stderr: "inherit",
      }).output();
      const told = MemoryReport.parse(
        JSON.parse(new TextDecoder().decode(stdout)),
      );
      expect(told.read).toBeGreaterThan(500_000);
      expect(told.after).toBeLessThan(MAX_MEMORY_MIB);
    }),
);
