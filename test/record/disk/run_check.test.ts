import { expect, test } from "vitest";
import { isPlainRun } from "../../../src/record/disk/run_check.ts";
import { Param, Run } from "../../../src/record/mod.ts";
import { toTestParam, toTestRun } from "../../testing/records.ts";

const param = toTestParam("rate", 10);
const run = toTestRun("r1", {
  environment: { os: "linux", cpus: 2, shared: false, kernel: null },
  params: [param, toTestParam("database", "mysql")],
});

/** Values of which most do not fit any field. */
const odd: readonly unknown[] = [
  ...[undefined, null, true, -1, 0, 1, 1.5, NaN, Infinity, 2 ** 53],
  ...["", "a", "-a", "a b", "A", "é", "a\n", "ok", "pass", "real"],
  ...["a".repeat(100), "a".repeat(101)],
  ...["2026-02-28T23:59:59Z", "2026-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
  ...["2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z"],
  ...["2026-01-31T00:00:00.123456Z", "2026-01-01T24:00:00Z"],
  ...["2026-01-01T00:00Z", "2026-01-01T00:00:00+01:00", "2026-01-01"],
  ...[[], [1], [param], {}, { a: 1 }, { a: [1] }, { a: NaN }],
  ...[new Date(0), JSON.parse('{"__proto__": 1}')],
];

/** Whether a value is left to the schema, or is just what the schema makes of it. */
function agrees(value: unknown): boolean {
  if (!isPlainRun(value)) return true;
  const parsed = Run.safeParse(value);
  return parsed.success &&
    JSON.stringify(parsed.data) === JSON.stringify(value);
}

test.each([
  ["a run with settings", run],
  ["a run that began", toTestRun("r1", { started_at: null })],
  [
    "the last day of a month",
    toTestRun("r1", { ended_at: "2026-12-31T00:00:00Z" }),
  ],
])("isPlainRun() knows %s", (_, value) => {
  expect(isPlainRun(value)).toBe(true);
  expect(agrees(value)).toBe(true);
});

test.each(Object.keys(Run.shape))(
  "isPlainRun() lets no field %s of a run pass that the schema does not",
  (key) => {
    const wrong = odd.filter((value) => !agrees({ ...run, [key]: value }));
    expect(wrong).toEqual([]);
  },
);

test.each(Object.keys(Param.shape))(
  "isPlainRun() lets no field %s of a setting pass that the schema does not",
  (key) => {
    const withParam = (value: unknown) => ({
      ...run,
      params: [param, { ...param, [key]: value }],
    });
    const wrong = odd.filter((value) => !agrees(withParam(value)));
    expect(wrong).toEqual([]);
  },
);

const { run_id, ...rest } = run;

test.each([
  ["a field too many", { ...run, more: 1 }],
  ["a field too few", rest],
  ["fields in another order", { ...rest, run_id }],
  ["no object", "run"],
  ["nothing", null],
])("isPlainRun() leaves %s to the schema", (_, value) => {
  expect(isPlainRun(value)).toBe(false);
});
