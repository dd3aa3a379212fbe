import { expect, test } from "vitest";
import { toLineBytes } from "../../../src/ingest/source/line_bytes.ts";
import { StatusReader } from "../../../src/ingest/ycsb/ycsb_status.ts";
import { readText } from "../../../src/ingest/ycsb/ycsb_text.ts";
import { seededRandom } from "../../../src/statistics/mod.ts";

const HEAD = "2022-09-03 17:07:47:680 10 sec: 1000 operations; ";

/** Reads a text with a new reader: samples as `<metric> <unit> <time of the minute> <value>`; null if there are none. */
function find(text: string, from = 0) {
  const lines = { text, bytes: toLineBytes(text) };
  const found = new StatusReader().find(lines, { from, number: 7 });
  if (found === null) return null;
  const { item: { first, last, metrics, metric, times, values } } = found;
  const samples = Array.from(metric, (index, i) => {
    const { metric, unit } = metrics[index]!;
    return `${metric} ${unit} ${times[i]! % 60_000} ${values[i]}`;
  });
  return { lines: found.lines, end: found.end, first, last, samples };
}

test("StatusReader.find() reads plain lines that follow each other", () => {
  const first =
    `${HEAD}99.5 current ops/sec; est completion in 1 hour [READ: Count=2, Max=13207, Avg=146.54, 99.9=1.5E3] [UPDATE-FAILED: Count=3, 95=9.]\r\n`;
  const second =
    "2022-09-03 17:08:01:005 20 sec: 0 operations; [READ: Count=1, Max=7, Avg=-nan, 99.9=0] [UPDATE-FAILED: Count=0, 95=NaN] \n";
  const text = `${first}${second}[OVERALL], RunTime(ms), 1`;
  expect(find(text)).toEqual({
    lines: 2,
    end: first.length + second.length,
    first: { number: 7, at: Date.UTC(2022, 8, 3, 17, 7, 47, 680), elapsed: 10 },
    last: { number: 8, at: Date.UTC(2022, 8, 3, 17, 8, 1, 5), elapsed: 20 },
    samples: [
      "throughput 1/s 47680 99.5",
      "get_operations  47680 2",
      "get_latency_max s 47680 0.013207",
      "get_latency_mean s 47680 0.00014654",
      "get_latency_p99.9 s 47680 0.0015",
      "put_failed_operations  47680 3",
      "put_failed_latency_p95 s 47680 0.000009",
      "get_operations  1005 1",
      "get_latency_max s 1005 0.000007",
      "get_latency_p99.9 s 1005 0",
    ],
  });
});

test("StatusReader.find() reads averages without counts", () => {
  const line =
    `${HEAD}[READ AverageLatency(us)=212.5] [UPDATE AverageLatency(us)=1]`;
  expect(find(line)?.samples).toEqual([
    "get_latency_mean s 47680 0.0002125",
    "put_latency_mean s 47680 0.000001",
  ]);
});

test("StatusReader.find() reads the rate of an interval without latencies", () => {
  expect(find(`${HEAD}99.5 current ops/sec; \r\n`)?.samples)
    .toEqual(["throughput 1/s 47680 99.5"]);
});

test.each([
  "",
  "READ,1,2",
  HEAD,
  `${HEAD}\r`,
  `${HEAD}99.5 current ops/sec;`,
  `${HEAD}1.2.3 current ops/sec; [READ: Count=1, Max=2]`,
  `${HEAD}1,188 current ops/sec; [READ: Count=1, Max=2]`,
  `${HEAD}[READ: Count=1, Max=2`,
  `${HEAD}[READ: Count=1, Maximum of all=2]`,
  `${HEAD}[READ: Count=1, Foo=2]`,
  `${HEAD}[READ: Count=1,Max=2]`,
  `${HEAD}[READ: Count=1, Max=2|3]`,
  `${HEAD}[READ: Count=1234567890123456, Max=2]`,
  `${HEAD}[READ: Count=1, Max=2] [READ AverageLatency(us)=2]`,
  `${HEAD}[READ: Count=1, Max=2]\u00a0`,
  `${HEAD}\u001b[1m[READ: Count=1, Max=2]`,
  HEAD.replace("17:07:47", "17:07:61") + "x",
  HEAD.replace("09-03", "13-03") + "x",
  HEAD.replace(":680", ":68") + "x",
  HEAD.replace(" 10 ", " 1234567890123456 ") + "x",
])("StatusReader.find() leaves %j to be read by character", (line) => {
  expect(find(line)).toBeNull();
});

test("StatusReader.find() keeps an item small", () => {
  const line = `${HEAD}[READ: Count=2, Max=13207, Avg=146.54, 99=150]\n`;
  const text = line.repeat(5000);
  const sizes: number[] = [];
  for (let from = 0; from < text.length;) {
    const found = find(text, from)!;
    sizes.push(found.lines);
    from = found.end;
  }
  expect(sizes.length).toBe(2);
  expect(sizes[0]! + sizes[1]!).toBe(5000);
});

/** What lines mean, as texts: `<number> rejected`, and samples as `<number> <metric> <unit> <Unix ms> <value>`. */
interface Meaning {
  readonly lines: number;
  readonly told: readonly string[];
}

const STATUS =
  /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d):(\d{3}) (\d+) sec: \d+ operations; (?:([\d.]+) current ops\/sec;)?/;
const OPERATION = /\[([A-Z][\w-]*): Count=(\d+)([^\]]*)\]/g;
const VALUE = /(Max|Min|(?:Period )?Avg|[\d.]+)=([^\s,\]|]+)/g;
const AVERAGE = /\[([A-Z][\w-]*) AverageLatency\(us\)=([^\s\]]+)\]/g;
const kinds: Readonly<Record<string, string>> = {
  READ: "get",
  "UPDATE-FAILED": "put_failed",
  "READ-MODIFY-WRITE": "read_modify_write",
};
const statistics: Readonly<Record<string, string>> = {
  Max: "max",
  Min: "min",
  Avg: "mean",
  "Period Avg": "mean",
};

/** Reads lines one by one, by regular expressions alone. */
function readByPattern(texts: readonly string[]): Meaning {
  let lines = 0;
  const told = texts.flatMap((written, i) => {
    const number = i + 1;
    // deno-lint-ignore no-control-regex -- matches colours
    const line = written.replace(/\x1b\[\d+m/g, "").trimEnd();
    const [found, day, time, ms, , rate] = STATUS.exec(line) ?? [];
    if (found === undefined) return [];
    const at = Date.parse(`${day}T${time}.${ms}Z`);
    const isRejected = Number.isNaN(at) ||
      (rate !== undefined && Number.isNaN(Number(rate)));
    if (isRejected) return [`${number} rejected`];
    lines++;
    const samples: [metric: string, unit: string, value: number][] = [];
    if (rate !== undefined) samples.push(["throughput", "1/s", Number(rate)]);
    for (const [, name = "", count, rest = ""] of line.matchAll(OPERATION)) {
      if (Number(count) === 0) continue;
      samples.push([`${kinds[name]}_operations`, "", Number(count)]);
      for (const [, label = "", value] of rest.matchAll(VALUE)) {
        const statistic = statistics[label] ?? `p${Number(label)}`;
        const metric = `${kinds[name]}_latency_${statistic}`;
        samples.push([metric, "s", Number(value) / 1e6]);
      }
    }
    for (const [, name = "", value] of line.matchAll(AVERAGE)) {
      samples.push([`${kinds[name]}_latency_mean`, "s", Number(value) / 1e6]);
    }
    return samples.filter(([, , value]) => Number.isFinite(value))
      .map((sample) =>
        [number, ...sample.slice(0, 2), at, sample[2]].join(" ")
      );
  });
  return { lines, told };
}

/** Reads the same lines as the importer does, from chunks of a size. */
function readByByte(text: string, size: number): Meaning {
  const chunks = Array.from(
    { length: Math.ceil(text.length / size) },
    (_, i) => text.slice(i * size, (i + 1) * size),
  );
  const told: string[] = [];
  let lines = 0;
  for (
    const item of [...readText({ name: "x", chunks: () => chunks })].flat()
  ) {
    if (item.kind === "rejected") told.push(`${item.number} rejected`);
    if (item.kind !== "intervals") continue;
    lines += item.lines;
    const { first, metrics, metric, times, values } = item;
    for (const [i, index] of metric.entries()) {
      // Each line has a second of its own.
      const number = first.number + Math.floor(times[i]! / 1000) -
        Math.floor(first.at / 1000);
      const { metric, unit } = metrics[index]!;
      told.push([number, metric, unit, times[i], values[i]].join(" "));
    }
  }
  return { lines, told };
}

/** Returns the number of items of a text. */
function countItems(text: string): number {
  return [...readText({ name: "x", chunks: () => [text] })].flat().length;
}

/** Random lines of a log as the client writes them, but for a share of odd parts. */
function randomLines(
  random: () => number,
  { count, odd, isAverage }: {
    readonly count: number;
    readonly odd: number;
    /** True for a client that keeps no percentiles. */
    readonly isAverage: boolean;
  },
): string[] {
  const pick = (texts: readonly string[]) =>
    texts[Math.floor(random() * texts.length)]!;
  const rarely = (parts: readonly string[], usual: () => string) =>
    random() < odd ? pick(parts) : usual();
  const digits = () => String(Math.floor(10 ** (random() * 8)));
  const decimals = () => (random() * 1000).toFixed(2);
  const oddValues = ["", "7.", ".5", "5|6", "4 5", "6,7", "é", "x"];
  const value = () =>
    rarely(
      oddValues,
      () =>
        random() < 0.9 ? pick([digits(), decimals()]) : pick([
          "NaN",
          "-nan",
          "1.5E7",
          "2e-3",
          "-3",
          "Infinity",
          "9223372036854775807",
          "0.12345678901234567",
        ]),
    );
  const labels = ["Max", "Min", "Avg", "50", "99", "99.9", "Period Avg"];
  const latencies = (name: string) => {
    const isOther = random() < odd;
    if (isAverage !== isOther) return `[${name} AverageLatency(us)=${value()}]`;
    const count = rarely(
      ["1234567890123456", "", "5x"],
      () => pick(["0", digits(), digits()]),
    );
    const values = labels.filter(() => random() >= odd)
      .map((label) => `${label}=${value()}`);
    const between = rarely([",", ", Foo=3, "], () => ", ");
    return `[${name}: ${[`Count=${count}`, ...values].join(between)}${
      rarely(["", " ]"], () => "]")
    }`;
  };
  const start = Date.UTC(2022, 8, 3, 17, 0, 0);
  return Array.from({ length: count }, (_, i) => {
    const time = new Date(start + i * 1000 + Math.floor(random() * 1000))
      .toISOString().slice(0, 23).replace("T", " ").replace(".", ":");
    const rate = rarely(
      ["", "1.2.3 current ops/sec; ", "1,188 current ops/sec; ", "∞ current "],
      () => `${pick([digits(), decimals()])} current ops/sec; `,
    );
    const between = rarely(
      ["", "[", "\u001b[31m", "\u00a0", "est completion in 5 s ✓ "],
      () => "est completion in 1 hour 3 minutes ",
    );
    const names = Object.keys(kinds).filter(() => i === 0 || random() < 0.7);
    return rarely(["client 7 ", "\u001b[1m", " "], () => "") +
      `${
        rarely([time.replace(/:\d\d:/, ":61:"), time.slice(1)], () => time)
      } ` +
      `${digits()} sec: ${digits()} operations; ${rate}${between}` +
      names.map(latencies).join(" ") + pick(["", " ", "\r"]);
  });
}

test("readText() reads lines of status by byte as regular expressions do", () => {
  for (let seed = 1; seed <= 24; seed++) {
    const odd = seed % 4 * 0.01;
    const isAverage = seed % 5 === 0;
    const options = { count: 100, odd, isAverage };
    const lines = randomLines(seededRandom(seed), options);
    const text = lines.join("\n");
    const expected = readByPattern(lines);
    expect(expected.told.length).toBeGreaterThan(isAverage ? 200 : 800);
    for (const size of [37, 1000, 2 ** 18]) {
      expect(readByByte(text, size)).toEqual(expected);
    }
    // Without odd parts few lines are read by character, and the others are in few items.
    if (odd === 0) expect(countItems(text)).toBeLessThan(10);
  }
});
