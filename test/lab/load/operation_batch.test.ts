import { expect, test } from "vitest";
import { successful, unsuccessful } from "../../../src/lab/clients/attempt.ts";
import { EndedAttempts } from "../../../src/lab/load/operation_batch.ts";
import { outcomes } from "../../../src/record/model/outcomes.ts";
import { Outcome } from "../../../src/record/mod.ts";

/** Adds attempts numbered from `first`, of which each hundredth failed. */
function addMany(ended: EndedAttempts, first: number, count: number): void {
  for (let number = first; number < first + count; number++) {
    ended.add({
      ...{ group: number % 3, number, started: number + 0.25 },
      duration: number / 8,
      attempt: number % 100 === 7
        ? unsuccessful("timeout", `late ${number}`, "c")
        : successful(2 ** 40 + number),
    });
  }
}

test("EndedAttempts has many attempts in their order, those of earlier calls no longer", () => {
  const ended = new EndedAttempts();
  for (const [first, count] of [[0, 5000], [5000, 3], [5003, 9000]] as const) {
    addMany(ended, first, count);
    expect(ended.length).toBe(count);
    const columns = ended.take();
    const numbers = Array.from({ length: count }, (_, i) => first + i);
    expect([...columns.number]).toEqual(numbers);
    expect([...columns.group]).toEqual(numbers.map((number) => number % 3));
    expect([...columns.started]).toEqual(numbers.map((n) => n + 0.25));
    expect([...columns.duration]).toEqual(numbers.map((n) => n / 8));
    const late = numbers.filter((number) => number % 100 === 7);
    expect(columns.errors)
      .toEqual(late.map((n) => [n - first, `late ${n}`, "c"]));
    expect([...columns.outcome].map((i) => outcomes[i])).toEqual(
      numbers.map((number) => late.includes(number) ? "timeout" : "ok"),
    );
    expect([...columns.bytes]).toEqual(
      numbers.map((n) => late.includes(n) ? 0 : 2 ** 40 + n),
    );
  }
  expect(ended.length).toBe(0);
  expect(ended.take().number).toHaveLength(0);
});

test("EndedAttempts.take() returns a copy, which later attempts leave as it is", () => {
  const ended = new EndedAttempts();
  addMany(ended, 0, 2);
  const { number } = ended.take();
  addMany(ended, 70, 2);
  expect([...number]).toEqual([0, 1]);
});

test("outcomes are the options of the schema", () => {
  expect(Outcome.options).toEqual(outcomes);
});
