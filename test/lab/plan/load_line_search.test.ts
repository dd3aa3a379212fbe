import { expect, test } from "vitest";
import {
  type Next,
  nextStep,
  Search,
  type Step,
  toBracket,
  toLevels,
} from "../../../src/lab/plan/load_line_search.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

const search: Search = {
  along: "metrics",
  from: 100,
  factor: 2,
  resolution: 1.1,
  agree: 2,
  most: 3,
  limit: 100_000,
  rule: "majority",
  confirm: null,
};

const held = (value: number): Step => ({
  ...{ value, result: "held", confirms: false },
});
const broke = (value: number): Step => ({
  ...{ value, result: "broke", confirms: false },
});
const none = (value: number): Step => ({
  ...{ value, result: "void", confirms: false },
});

/** Searches a system that breaks where `breaks` says so. */
function searchAll(
  breaks: (value: number, confirms: boolean) => Step["result"],
  options: Partial<Search> = {},
): { steps: Step[]; last: Next & { kind: "done" } } {
  const steps: Step[] = [];
  for (let i = 0; i < 200; i++) {
    const next = nextStep({ ...search, ...options }, steps);
    if (next.kind === "done") return { steps, last: next };
    const { value, confirms } = next;
    steps.push({ value, confirms, result: breaks(value, confirms) });
  }
  throw new Error("it never ended");
}

test("nextStep() doubles until one breaks, halves the ratio, and repeats both ends", () => {
  const { steps, last } = searchAll((value) => value > 730 ? "broke" : "held");
  expect(steps.map(({ value }) => value)).toEqual(
    [100, 200, 400, 800, 566, 673, 734, 673, 734],
  );
  expect(last.bracket).toEqual({ held: 673, broke: 734, stable: true });
  expect(last.why).toBe("bracketed");
});

test("nextStep() finds any line to the resolution it was asked for", () => {
  for (const line of [1, 7, 99, 100, 101, 1234, 99_999]) {
    const { last } = searchAll((value) => value > line ? "broke" : "held");
    const { held, broke } = last.bracket;
    expect(held).toBeLessThanOrEqual(line);
    expect(broke).toBeGreaterThan(line);
    expect(broke! - held! <= 1 || broke! / held! <= 1.1).toBe(true);
  }
});

test("nextStep() goes down when the first breaks, and says when nothing held or nothing broke", () => {
  expect(nextStep(search, [broke(100)])).toMatchObject({ value: 50 });
  const nothing = searchAll(() => "broke").last;
  expect(nothing.why).toBe("nothing held");
  expect(nothing.bracket).toEqual({ held: null, broke: 1, stable: true });
  const all = searchAll(() => "held", { limit: 900 });
  expect(all.steps.at(-1)!.value).toBe(900);
  expect(all.last.why).toBe("nothing broke up to 900");
});

test("nextStep() runs a value again whose runs contradict each other, until the majority decides", () => {
  const steps = [held(100), broke(200), held(141), held(168), broke(184)];
  const near = { ...search, resolution: 1.2 };
  expect(nextStep(near, [...steps, broke(168)]))
    .toMatchObject({ value: 168, why: "its runs do not agree" });
  // The end moves down: the search goes on from there.
  expect(nextStep(near, [...steps, broke(168), broke(168)]))
    .toMatchObject({ kind: "run", value: 141, why: "to be sure" });
  const done = nextStep(near, [...steps, broke(168), held(168), broke(184)]);
  expect(done).toMatchObject({
    kind: "done",
    bracket: { held: 168, broke: 184, stable: false },
  });
});

test("nextStep() tries once more what could not be judged, then gives up", () => {
  expect(nextStep(search, [none(100)])).toMatchObject({ value: 100 });
  expect(nextStep(search, [none(100), none(100)])).toMatchObject({
    kind: "done",
    why: "no run of 100 could be judged",
  });
  expect(nextStep(search, [none(100), held(100)])).toMatchObject({
    value: 200,
  });
});

test("nextStep() goes on from any point of a search as if it had not been interrupted", () => {
  const breaks = (value: number) => value > 730 ? "broke" : "held";
  const { steps } = searchAll(breaks);
  for (const [i, step] of steps.entries()) {
    expect(nextStep(search, steps.slice(0, i)))
      .toMatchObject({ value: step.value });
  }
});

test("nextStep() ends with a noisy system too, and its bracket holds the middle of the noise mostly", () => {
  const random = seededRandom(4);
  const inside = Array.from({ length: 40 }, () => {
    // Breaks for sure above 900, never below 700.
    const { last, steps } = searchAll((value) =>
      random() < (value - 700) / 200 ? "broke" : "held"
    );
    expect(steps.length).toBeLessThan(40);
    const { held, broke } = last.bracket;
    expect(held).toBeLessThan(broke!);
    return held! <= 900 && broke! >= 700;
  });
  expect(inside.every((one) => one)).toBe(true);
});

test("toBracket() takes the highest that held below the lowest that broke, and a tie for broken", () => {
  const of = (...steps: Step[]) => toBracket(toLevels(steps), "majority");
  expect(of(held(1), broke(2), held(3))).toEqual(
    { held: 1, broke: 2, stable: true },
  );
  expect(of(held(1), held(2), broke(2))).toEqual(
    { held: 1, broke: 2, stable: false },
  );
  expect(of()).toEqual({ held: null, broke: null, stable: true });
});

const sure: Partial<Search> = {
  ...{ agree: 1, most: 1, rule: "every" },
  confirm: { runs: 2, settings: { duration: 150 } },
};

test("nextStep() repeats both ends for longer, the lower one first", () => {
  const { steps, last } = searchAll(
    (value) => value > 730 ? "broke" : "held",
    sure,
  );
  expect(steps.map(({ value, confirms }) => `${value}${confirms ? "+" : ""}`))
    .toEqual(
      ["100", "200", "400", "800", "566", "673", "734"]
        .concat(["673+", "673+", "734+", "734+"]),
    );
  expect(last).toMatchObject({
    why: "bracketed",
    bracket: { held: 673, broke: 734, stable: true },
  });
});

test("nextStep() goes on below when a longer run breaks at an end that had held", () => {
  const { steps, last } = searchAll(
    (value, confirms) => value > (confirms ? 600 : 730) ? "broke" : "held",
    sure,
  );
  expect(last.bracket).toMatchObject({ held: 566, broke: 617 });
  // Short runs at the new upper end held: every run must hold.
  expect(last.bracket.stable).toBe(false);
  const longer = steps.filter(({ confirms }) => confirms);
  expect(longer.filter(({ value }) => value === 566)).toHaveLength(2);
});

test("Search refuses what the search varies as a setting of its longer runs", () => {
  const confirm = { runs: 1, settings: { metrics: 5 } };
  expect(Search.safeParse({ ...search, confirm }).success).toBe(false);
  expect(Search.safeParse({ ...search, ...sure }).success).toBe(true);
});

test("toBracket() counts a load as broken by one run, or by the majority", () => {
  const steps = [held(100), held(150), held(150), broke(150), broke(200)];
  expect(toBracket(toLevels(steps), "every"))
    .toEqual({ held: 100, broke: 150, stable: false });
  expect(toBracket(toLevels(steps), "majority"))
    .toEqual({ held: 150, broke: 200, stable: false });
});

test("nextStep() gives up when longer runs cannot be judged", () => {
  const { last } = searchAll(
    (value, confirms) => confirms ? "void" : value > 730 ? "broke" : "held",
    sure,
  );
  expect(last.why).toBe("too few runs of 673 could be judged");
});
