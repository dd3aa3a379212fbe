import { expect, test } from "vitest";
import { measurements } from "../../../src/ingest/ginkgo/measurements.ts";
import { findPlainReport } from "../../../src/ingest/ginkgo/plain_report.ts";
import {
  listSources,
  readSource,
  type SourceFile,
  toSource,
} from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

/** Returns a measurement with these samples, as they are written. */
const results = (...values: readonly (number | string)[]) =>
  `{"Name": "request time", "Results": [${
    values.join(", ")
  }], "Smallest": 0.25, "Units": "Seconds"}`;

/** Returns a report with these entries of `measurements`, and of itself. */
const report = (headlines: string, rest = '"timestamp": 1760015119') =>
  `{"measurements": {${headlines}}, ${rest}}`;

const one = `"a": {"request time": ${results(0.25, 0.5)}}`;
const two = `"b": {"request time": ${results(1.5)}}`;

/** Returns what the importer makes of a file; of one that is refused, the error. */
async function importOf(file: SourceFile): Promise<unknown> {
  try {
    const options = { experiment: "x", settings: {} };
    return await readWhole(measurements.read(file, options));
  } catch (error) {
    return (error as Error).message;
  }
}

/** Returns the same file as one that is not in memory as a whole, which is read in batches. */
function streamed(file: SourceFile): SourceFile {
  return {
    ...file,
    chunks: function* () {
      yield* file.chunks();
    },
  };
}

/** Returns a report of one measurement, as it is written. */
const alone = (measurement: string) => report(`"a": {"x": ${measurement}}`);
const oddNumbers = ["-0", "1e999", "1E-7", "123456789.123456789", "-1"];
const odd = `"__proto__": {"__proto__": ${results(1)}}`;
const marked = `"a, [b] {c}": {"d, e": ${results(1)}}`;
const escaped = `"a\\u0026b \\"c\\" \\\\ \\n": {"x": ${results(1)}}`;

test.each<[what: string, text: string]>([
  ["two measurements", report(`${one}, ${two}`)],
  ["no sample", report(`${one}, "b": {"x": ${results()}}`)],
  ["odd numbers", alone(results(...oddNumbers))],
  ["samples that are none", alone(results("null", '"1"', "true"))],
  ["marks in names and texts", report(marked, '"capiVersion": "1, [2]"')],
  ["escapes", report(escaped)],
  ["names of an object's own", report(`${odd}, "constructor": {}, ${two}`)],
  ["blanks", `\r\n ${report(`${one} ,\n${two}`)}\n`],
  ["no unit", alone('{"Name": "request time", "Results": [1]}')],
  ["a unit of null", alone('{"Name": "x", "Results": [1], "Units": null}')],
  ["fields of no use", alone('{"Name": "x", "Results": [1], "Other": "y"}')],
])("a report with %s is read at once, as in batches", async (_, text) => {
  const file = toSource("folder/a-test-results-1.json", text);
  expect(findPlainReport(file)).not.toBe(null);
  expect(findPlainReport(streamed(file))).toBe(null);
  expect(await importOf(file)).toEqual(await importOf(streamed(file)));
});

const [x, y] = [results(1), results(2)];
const thrice = `"a": {"x": ${x}, "y": ${y}, "x": ${y}}`;
const numbered = `"2": {"7": ${results(2)}, "3": ${results(3)}}`;
const deep = `${"[".repeat(1200)}${"]".repeat(1200)}`;
const more = '"more": {"a": {"b": {"Results": [1]}}}';

test.each<[what: string, text: string]>([
  ["a headline twice", report(`${one}, ${two}, ${one}`)],
  ["a headline twice, once no object", report(`"b": 1, ${one}, ${two}`)],
  ["a measurement twice", report(thrice)],
  ["samples twice", alone('{"Name": "x", "Results": [1], "Results": [2, 3]}')],
  [
    "samples twice, once under a key with an escape",
    alone('{"Name": "x", "Results": [1], "R\\u0065sults": [2]}'),
  ],
  [
    "samples twice, and a comma as an escape",
    alone('{"Name": "x\\u002c", "Results": [], "Results": []}'),
  ],
  [
    "measurements twice",
    `{"measurements": {${one}}, "measurements": {${two}}}`,
  ],
  ["a text twice", report(one, '"capiVersion": "1", "capiVersion": "2"')],
  ["names that are numbers", report(`${one}, ${numbered}`)],
  ["a list among samples", alone(results(1, "[2, 3]", 4))],
  ["an object among samples", alone(results(1, '{"b": 2}', 4))],
  [
    "an object beside samples",
    alone('{"Name": "x", "Info": {"Results": [7]}, "Results": [1]}'),
  ],
  ["an object beside measurements", report(one, more)],
  ["samples as an object", alone('{"Name": "x", "Results": {"a": 1}}')],
  ["no samples", alone('{"Name": "x"}')],
  ["no name", alone('{"Results": [1]}')],
  ["a wrong unit", alone('{"Name": "x", "Results": [1], "Units": 5}')],
  ["a wrong timestamp", report(one, '"timestamp": 1e999')],
  ["a headline as a list", report('"a": [1]')],
  ["no measurement", report("")],
  ["deep nesting", alone(results(deep))],
  ["an end that is missing", report(one).slice(0, -30)],
  ["a comma too many", report(`${one},`)],
  ["nothing between commas", alone(results(1, "", 2))],
  ["a list around it", `[${report(one)}]`],
  ["no report around it", results(1, 2)],
])("a report with %s is read in batches", async (_, text) => {
  const file = toSource("folder/a-test-results-1.json", text);
  expect(findPlainReport(file)).toBe(null);
  expect(await importOf(file)).toEqual(await importOf(streamed(file)));
});

test("a report that is no small file is read in batches", () => {
  const file = toSource("a.json", `${report(one)}${" ".repeat(2 ** 18)}`);
  expect(findPlainReport(file)).toBe(null);
});

test("every fixture is read as it is in batches", async () => {
  const paths = listSources(["test/testdata/ingest/measurements"], [".json"])
    .filter((path) => !path.endsWith(".expected.json"));
  const files = paths.flatMap((path) => openIfText(path) ?? []);
  for (const file of files) {
    expect(await importOf(file)).toEqual(await importOf(streamed(file)));
  }
  expect(files.filter((file) => findPlainReport(file) !== null).length)
    .toBeGreaterThan(2);
});

function openIfText(path: string): SourceFile | null {
  try {
    return readSource(path);
  } catch {
    return null;
  }
}
