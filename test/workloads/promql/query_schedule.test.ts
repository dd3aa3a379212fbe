import { expect, test } from "vitest";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { toTurns, type Turn } from "../../../src/workloads/promql/query_schedule.ts";

interface Plan {
  readonly users: number;
  readonly incremental_period: number;
  readonly big_period: number;
}

/** Turns that are due before some seconds are over. */
function turnsUntil(plan: Plan, seconds: number, seed = 1): Turn[] {
  const turns: Turn[] = [];
  for (const turn of toTurns(plan, seededRandom(seed))) {
    if (turn.after >= seconds) break;
    turns.push(turn);
  }
  return turns;
}

/** How many queries users with these phases ask, each counted for itself, in whole milliseconds. */
function count(users: number, period: number, seconds: number): number {
  let due = 0;
  for (let user = 0; user < users; user++) {
    for (
      let at = 1000 * period * user / users;
      at < 1000 * seconds;
      at += 1000 * period
    ) due++;
  }
  return due;
}

test.each([
  // Users, periods, seconds, queries of each kind.
  [200, 15, 300, 300, 4000, 200],
  [200, 15, 300, 60, 800, 40],
  [20, 15, 300, 180, 240, 12],
  [1, 15, 300, 31, 3, 1],
  [8, 2, 0, 3, 12, 0],
  [8, 0, 2, 3, 0, 12],
  [0, 15, 300, 60, 0, 0],
])(
  "toTurns() of %d users every %d s and %d s in %d s are %d and %d",
  (users, incremental_period, big_period, seconds, incremental, big) => {
    const plan = { users, incremental_period, big_period };
    // Without users nothing is due, and the sequence ends.
    const turns = turnsUntil(plan, seconds);
    const kinds = turns.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "incremental")).toHaveLength(
      incremental,
    );
    expect(kinds.filter((kind) => kind === "big")).toHaveLength(big);
    if (incremental > 0) {
      expect(incremental).toBe(count(users, incremental_period, seconds));
    }
    if (big > 0) expect(big).toBe(count(users, big_period, seconds));
  },
);

test("toTurns() are in order, even from the beginning, and each user's are a period apart", () => {
  const plan = { users: 12, incremental_period: 15, big_period: 100 };
  const turns = turnsUntil(plan, 300);
  const afters = turns.map(({ after }) => after);
  expect(afters).toEqual(afters.toSorted((a, b) => a - b));
  for (const [kind, period] of [["incremental", 15], ["big", 100]] as const) {
    const ofKind = turns.filter((turn) => turn.kind === kind);
    expect(ofKind[0]?.after).toBe(0);
    const users = Map.groupBy(ofKind, ({ user }) => user);
    expect(users.size).toBe(12);
    for (const own of users.values()) {
      for (const [i, { after }] of own.entries()) {
        expect(after).toBeCloseTo((own[0]?.after ?? NaN) + i * period, 9);
      }
    }
    // The same number in every quarter of a period.
    const quarters = Map.groupBy(
      ofKind,
      ({ after }) => Math.floor(4 * after / period),
    );
    expect(new Set([...quarters.values()].map(({ length }) => length)))
      .toEqual(new Set([3]));
  }
});

test("toTurns() are the same for an equal seed, and shuffled otherwise for another", () => {
  const plan = { users: 50, incremental_period: 15, big_period: 300 };
  const users = (seed: number) =>
    turnsUntil(plan, 15, seed).map(({ user }) => user);
  expect(users(7)).toEqual(users(7));
  expect(users(7)).not.toEqual(users(8));
  const all = turnsUntil(plan, 300, 7);
  const order = (kind: string) =>
    all.filter((turn) => turn.kind === kind).slice(0, 50)
      .map(({ user }) => user);
  expect(order("big")).not.toEqual(order("incremental"));
  expect(order("big").toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, user) => user),
  );
});
