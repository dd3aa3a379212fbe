import { expect, test } from "vitest";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import {
  type ScheduledQuery,
  scheduleQueries,
} from "../../../src/workloads/promql/query_schedule.ts";

interface Plan {
  readonly users: number;
  readonly incremental_period: number;
  readonly big_period: number;
}

/** Queries that are due before `seconds`. */
function queriesUntil(plan: Plan, seconds: number, seed = 1): ScheduledQuery[] {
  const queries: ScheduledQuery[] = [];
  for (const query of scheduleQueries(plan, seededRandom(seed))) {
    if (query.after >= seconds) break;
    queries.push(query);
  }
  return queries;
}

/** Counts the queries of each user separately, in whole milliseconds. */
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
  "scheduleQueries() of %d users every %d s and %d s in %d s are %d and %d",
  (users, incremental_period, big_period, seconds, incremental, big) => {
    const plan = { users, incremental_period, big_period };
    // Without users nothing is due, and the sequence ends.
    const queries = queriesUntil(plan, seconds);
    const kinds = queries.map(({ kind }) => kind);
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

test("scheduleQueries() are in order, evenly spread from the start, and a period apart for each user", () => {
  const plan = { users: 12, incremental_period: 15, big_period: 100 };
  const queries = queriesUntil(plan, 300);
  const afters = queries.map(({ after }) => after);
  expect(afters).toEqual(afters.toSorted((a, b) => a - b));
  for (const [kind, period] of [["incremental", 15], ["big", 100]] as const) {
    const ofKind = queries.filter((query) => query.kind === kind);
    expect(ofKind[0]?.after).toBe(0);
    const users = Map.groupBy(ofKind, ({ user }) => user);
    expect(users.size).toBe(12);
    for (const userQueries of users.values()) {
      for (const [i, { after }] of userQueries.entries()) {
        expect(after).toBeCloseTo(
          (userQueries[0]?.after ?? NaN) + i * period,
          9,
        );
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

test("scheduleQueries() are the same for an equal seed, and shuffled differently for another", () => {
  const plan = { users: 50, incremental_period: 15, big_period: 300 };
  const users = (seed: number) =>
    queriesUntil(plan, 15, seed).map(({ user }) => user);
  expect(users(7)).toEqual(users(7));
  expect(users(7)).not.toEqual(users(8));
  const all = queriesUntil(plan, 300, 7);
  const order = (kind: string) =>
    all.filter((query) => query.kind === kind).slice(0, 50)
      .map(({ user }) => user);
  expect(order("big")).not.toEqual(order("incremental"));
  expect(order("big").toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, user) => user),
  );
});
