import { expect, test } from "vitest";
import { toSource } from "../../../src/ingest/mod.ts";
import { toLineBytes } from "../../../src/ingest/source/line_bytes.ts";
import { perseus } from "../../../src/ingest/perseus/perseus.ts";
import { SecondsReader } from "../../../src/ingest/perseus/perseus_seconds.ts";
import { seededRandom } from "../../../src/statistics/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

function find(reader: SecondsReader, text: string, from = 0) {
  const lines = { text, bytes: toLineBytes(text) };
  const found = reader.find(lines, { from, line: 7 });
  if (found === null) return null;
  const { item: { line, seconds, times, values }, end } = found;
  return {
    line,
    seconds: [...seconds],
    times: [...times],
    values: [...values],
    end,
  };
}

test("SecondsReader.find() reads seconds that follow each other", () => {
  const text =
    "1\t5\t0\t2018/01/16 09:02:59\r\n2\t6\t1\t2018/01/16 09:03:00\n2\t7\t0\t2018/01/16 09:03:01\n";
  const end = text.lastIndexOf("2\t7");
  const reader = new SecondsReader(2);
  expect(find(reader, text)).toEqual({
    line: 7,
    seconds: [1, 2],
    times: [
      Date.UTC(2018, 0, 16, 9, 2, 59),
      Date.UTC(2018, 0, 16, 9, 3, 0),
    ],
    values: [5, 0, 6, 1],
    end,
  });
  expect(find(reader, text, end)).toBeNull();
  expect(reader.problemOf(text.slice(end).trimEnd()))
    .toBe("second 2 follows second 2");
});

test.each([
  ["", "it has 1 fields, not 4"],
  ["1\t5\t0", "it has 3 fields, not 4"],
  ["1\t5\t0\t1\t2018/01/16 09:02:59", "it has 5 fields, not 4"],
  ["1\t5\tx\t2018/01/16 09:02:59", "a count is no whole number"],
  ["1\t5\t\t2018/01/16 09:02:59", "a count is no whole number"],
  ["1\t5\t-1\t2018/01/16 09:02:59", "a count is no whole number"],
  ["1\t5\t1.5\t2018/01/16 09:02:59", "a count is no whole number"],
  ["1\t5\t0000000000001\t2018/01/16 09:02:59", "a count is no whole number"],
  ["1\t5\t0\t2018/01/16 09:02:5", "'2018/01/16 09:02:5' is no time"],
  ["1\t5\t0\t2018/01/16 09:02:60", "'2018/01/16 09:02:60' is no time"],
  ["1\t5\t0\t2018/01/16 24:02:59", "'2018/01/16 24:02:59' is no time"],
  ["1\t5\t0\t2018/13/16 09:02:59", "'2018/13/16 09:02:59' is no time"],
  ["1\t5\t0\t2018/01/16 09:02:59x", "'2018/01/16 09:02:59x' is no time"],
])("SecondsReader finds no second in %j, and says why", (line, problem) => {
  const reader = new SecondsReader(2);
  expect(find(reader, line)).toBeNull();
  expect(reader.problemOf(line)).toBe(problem);
});

/** Samples as `<source> <metric> <Unix ms> <value>`, and lines that are left out, by regular expressions alone. */
function readByPattern(lines: readonly string[], width: number) {
  const second = new RegExp(
    `^(\\d{1,12})((?:\\t\\d{1,12}){${width}})\\t(\\d{4})/(\\d\\d)/(\\d\\d) (\\d\\d:\\d\\d:\\d\\d)$`,
  );
  let [last, zero] = [-1, NaN];
  const rejected: number[] = [];
  const samples: string[] = [];
  for (const [i, written] of lines.entries()) {
    const line = written.trimEnd();
    if (line === "" || line.startsWith("#")) continue;
    const [, number, values = "", ...time] = second.exec(line) ?? [];
    const at = Date.parse(`${time.slice(0, 3).join("-")}T${time[3]}Z`);
    if (Number.isNaN(at) || Number(number) <= last) {
      rejected.push(i + 1);
      continue;
    }
    last = Number(number);
    if (Number.isNaN(zero)) zero = at - last * 1000;
    const counts = values.slice(1).split("\t");
    for (let source = 0; source < width / 2; source++) {
      const head = (metric: string) =>
        `s${source} ${metric} ${zero + last * 1000}`;
      samples.push(
        `${head("increments")} ${Number(counts[source])}`,
        `${head("errors")} ${Number(counts[width / 2 + source])}`,
      );
    }
  }
  return { samples, rejected };
}

test("perseus reads lines by byte as regular expressions do", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = seededRandom(seed);
    const pick = (texts: readonly string[]) =>
      texts[Math.floor(random() * texts.length)]!;
    const rarely = (odd: readonly string[], usual: () => string) =>
      random() < 0.01 ? pick(odd) : usual();
    const count = () =>
      rarely(
        ["", "-1", "1e3", "NaN", "1.5", "007", "1234567890123", "５", " 1"],
        () => String(Math.floor(10 ** (random() * 6))),
      );
    const sources = 1 + seed % 4;
    const names = Array.from({ length: sources }, (_, i) => `s${i}`);
    const start = Date.UTC(2018, 0, 16, 9, 0, 0);
    const lines = Array.from({ length: 300 }, (_, i) => {
      const time = new Date(start + i * 1000).toISOString().slice(0, 19)
        .replaceAll("-", "/").replace("T", " ");
      const fields = [
        rarely(["0", "x", String(i - 1)], () => String(i)),
        ...Array.from({ length: 2 * sources }, count),
        ...rarely(["1"], () => "").split("").filter(Boolean),
        rarely(["", time.replace("/01/", "/13/"), `${time}0`], () => time),
      ];
      return rarely(["", "# isolated s0", "text"], () => fields.join("\t")) +
        pick(["", "\r", " "]);
    });
    // The first second sets the time of all.
    lines.unshift(
      `#legend: time|${names.join("|")}|${names.join(":err|")}:err`,
      `0${"\t1".repeat(2 * sources)}\t2018/01/16 09:00:00`,
    );
    const { rows } = await readWhole(
      perseus.read(toSource("x.log", lines.join("\n")), {
        experiment: "e",
        settings: {},
      }),
    );
    const expected = readByPattern(lines, 2 * sources);
    expect(expected.samples.length).toBeGreaterThan(200);
    expect(
      rows.samples.map(({ source, metric, at, value }) =>
        `${source} ${metric} ${Date.parse(at ?? "")} ${value}`
      ),
    ).toEqual(expected.samples);
    expect(
      rows.warnings.filter(({ code }) => code === "rejected-row")
        .map(({ place }) => Number(place.split(":")[1])),
    ).toEqual(expected.rejected);
  }
});
