import { expect, test } from "vitest";
import {
  type Next,
  nextStep,
  Search,
  type Step,
  toBracket,
} from "../../../src/lab/plan/load_line_search.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

const search: Search = {
  parameter: "metrics",
  start: 100,
  growthFactor: 2,
  resolution: 1.1,
  confirmations: 2,
  maxRunsPerValue: 3,
  max: 100_000,
  rule: "majority",
  confirm: null,
};

const passed = (value: number): Step => ({
  ...{ value, result: "passed", confirms: false },
});
const failed = (value: number): Step => ({
  ...{ value, result: "failed", confirms: false },
});
const inconclusive = (value: number): Step => ({
  ...{ value, result: "inconclusive", confirms: false },
});

/** Searches a system whose runs end with the results of `toResult`. */
function searchAll(
  toResult: (value: number, confirms: boolean) => Step["result"],
  options: Partial<Search> = {},
): { steps: Step[]; last: Next & { kind: "done" } } {
  const steps: Step[] = [];
  for (let i = 0; i < 200; i++) {
    const next = nextStep({ ...search, ...options }, steps);
    if (next.kind === "done") return { steps, last: next };
    const { value, confirms } = next;
    steps.push({ value, confirms, result: toResult(value, confirms) });
  }
  throw new Error("it never ended");
}

test("nextStep() doubles until a value fails, bisects the ratio, and repeats both ends", () => {
  const { steps, last } = searchAll((value) =>
    value > 730 ? "failed" : "passed"
  );
  expect(steps.map(({ value }) => value)).toEqual(
    [100, 200, 400, 800, 566, 673, 734, 673, 734],
  );
  expect(last.bracket).toEqual({ passed: 673, failed: 734, stable: true });
  expect(last.reason).toBe("bracketed");
});

test("nextStep() finds any load line to the resolution", () => {
  for (const line of [1, 7, 99, 100, 101, 1234, 99_999]) {
    const { last } = searchAll((value) => value > line ? "failed" : "passed");
    const { passed, failed } = last.bracket;
    expect(passed).toBeLessThanOrEqual(line);
    expect(failed).toBeGreaterThan(line);
    expect(failed! - passed! <= 1 || failed! / passed! <= 1.1).toBe(true);
  }
});

test("nextStep() goes down when the first value fails, and ends when nothing passed or nothing failed", () => {
  expect(nextStep(search, [failed(100)])).toMatchObject({ value: 50 });
  const nothing = searchAll(() => "failed").last;
  expect(nothing.reason).toBe("nothing passed");
  expect(nothing.bracket).toEqual({ passed: null, failed: 1, stable: true });
  const all = searchAll(() => "passed", { max: 900 });
  expect(all.steps.at(-1)!.value).toBe(900);
  expect(all.last.reason).toBe("nothing failed up to 900");
});

test("nextStep() repeats a value whose runs disagree until the majority decides", () => {
  const steps = [
    passed(100),
    failed(200),
    passed(141),
    passed(168),
    failed(184),
  ];
  const near = { ...search, resolution: 1.2 };
  expect(nextStep(near, [...steps, failed(168)]))
    .toMatchObject({ value: 168, reason: "its runs disagree" });
  // The end moves down: the search continues from there.
  expect(nextStep(near, [...steps, failed(168), failed(168)]))
    .toMatchObject({ kind: "run", value: 141, reason: "repetition" });
  const done = nextStep(near, [
    ...steps,
    failed(168),
    passed(168),
    failed(184),
  ]);
  expect(done).toMatchObject({
    kind: "done",
    bracket: { passed: 168, failed: 184, stable: false },
  });
});

test("nextStep() repeats an inconclusive run once, then gives up", () => {
  expect(nextStep(search, [inconclusive(100)])).toMatchObject({ value: 100 });
  expect(nextStep(search, [inconclusive(100), inconclusive(100)]))
    .toMatchObject({
      kind: "done",
      reason: "all runs of 100 were inconclusive",
    });
  expect(nextStep(search, [inconclusive(100), passed(100)])).toMatchObject({
    value: 200,
  });
});

test("nextStep() resumes a search from any point", () => {
  const toResult = (value: number) => value > 730 ? "failed" : "passed";
  const { steps } = searchAll(toResult);
  for (const [i, step] of steps.entries()) {
    expect(nextStep(search, steps.slice(0, i)))
      .toMatchObject({ value: step.value });
  }
});

test("nextStep() ends with a noisy system too, and its bracket overlaps the noisy range", () => {
  const random = seededRandom(4);
  const inside = Array.from({ length: 40 }, () => {
    // Always fails above 900, never below 700.
    const { last, steps } = searchAll((value) =>
      random() < (value - 700) / 200 ? "failed" : "passed"
    );
    expect(steps.length).toBeLessThan(40);
    const { passed, failed } = last.bracket;
    expect(passed).toBeLessThan(failed!);
    return passed! <= 900 && failed! >= 700;
  });
  expect(inside.every((one) => one)).toBe(true);
});

test("toBracket() takes the highest passed value below the lowest failed one, and a tie as failed", () => {
  const of = (...steps: Step[]) => toBracket(steps, "majority");
  expect(of(passed(1), failed(2), passed(3))).toEqual(
    { passed: 1, failed: 2, stable: true },
  );
  expect(of(passed(1), passed(2), failed(2))).toEqual(
    { passed: 1, failed: 2, stable: false },
  );
  expect(of()).toEqual({ passed: null, failed: null, stable: true });
});

const everyRunTwice: Partial<Search> = {
  ...{ confirmations: 1, maxRunsPerValue: 1, rule: "every" },
  confirm: { runs: 2, settings: { duration: 150 } },
};

test("nextStep() repeats both ends with longer runs, the lower one first", () => {
  const { steps, last } = searchAll(
    (value) => value > 730 ? "failed" : "passed",
    everyRunTwice,
  );
  expect(steps.map(({ value, confirms }) => `${value}${confirms ? "+" : ""}`))
    .toEqual(
      ["100", "200", "400", "800", "566", "673", "734"]
        .concat(["673+", "673+", "734+", "734+"]),
    );
  expect(last).toMatchObject({
    reason: "bracketed",
    bracket: { passed: 673, failed: 734, stable: true },
  });
});

test("nextStep() continues below when a longer run fails at an end that had passed", () => {
  const { steps, last } = searchAll(
    (value, confirms) => value > (confirms ? 600 : 730) ? "failed" : "passed",
    everyRunTwice,
  );
  expect(last.bracket).toMatchObject({ passed: 566, failed: 617 });
  // Short runs at the new upper end passed, but every run must pass.
  expect(last.bracket.stable).toBe(false);
  const longer = steps.filter(({ confirms }) => confirms);
  expect(longer.filter(({ value }) => value === 566)).toHaveLength(2);
});

test("Search refuses its parameter as a setting of its longer runs", () => {
  const confirm = { runs: 1, settings: { metrics: 5 } };
  expect(Search.safeParse({ ...search, confirm }).success).toBe(false);
  expect(Search.safeParse({ ...search, ...everyRunTwice }).success).toBe(true);
});

test("toBracket() counts a load as failed by one run, or by the majority", () => {
  const steps = [
    passed(100),
    passed(150),
    passed(150),
    failed(150),
    failed(200),
  ];
  expect(toBracket(steps, "every"))
    .toEqual({ passed: 100, failed: 150, stable: false });
  expect(toBracket(steps, "majority"))
    .toEqual({ passed: 150, failed: 200, stable: false });
});

test("nextStep() gives up when longer runs are inconclusive", () => {
  const { last } = searchAll(
    (value, confirms) =>
      confirms ? "inconclusive" : value > 730 ? "failed" : "passed",
    everyRunTwice,
  );
  expect(last.reason).toBe("too few runs of 673 were conclusive");
});
