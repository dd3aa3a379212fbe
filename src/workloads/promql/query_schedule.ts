/** Schedules the queries of all users. */
import type { QueryKind, QueryPlan } from "./query_plan.ts";

export interface ScheduledQuery {
  readonly kind: QueryKind;
  /** Index of the user. */
  readonly user: number;
  /** Due time in seconds since the start. */
  readonly after: number;
}

/** One kind of query, which each user sends once per period, always in the same order. */
interface Rotation {
  readonly kind: QueryKind;
  readonly period: number;
  readonly order: readonly number[];
  /** Queries so far. */
  count: number;
}

/**
 * Yields all queries in the order in which they are due, without end. The users of a kind are spread evenly over
 * its period: query n is due after n periods divided by the number of users. `random` returns numbers in [0, 1).
 */
export function* scheduleQueries(
  { users, incremental_period, big_period }: Pick<
    QueryPlan,
    "users" | "incremental_period" | "big_period"
  >,
  random: () => number,
): Generator<ScheduledQuery, void> {
  const toRotation = (kind: QueryKind, period: number): Rotation => {
    return { kind, period, order: shuffleUsers(users, random), count: 0 };
  };
  const rotations = [
    toRotation("incremental", incremental_period),
    toRotation("big", big_period),
  ].filter(({ period }) => period > 0 && users > 0);
  const after = ({ count, period }: Rotation) => count * period / users;
  while (rotations.length > 0) {
    const next = rotations.reduce((first, rotation) =>
      after(rotation) < after(first) ? rotation : first
    );
    const user = next.order[next.count % users] ?? 0;
    yield { kind: next.kind, user, after: after(next) };
    next.count++;
  }
}

/** Shuffles the users for one kind: in equal orders a user's first queries of both kinds would be due together. */
function shuffleUsers(users: number, random: () => number): number[] {
  return Array.from({ length: users }, (_, user) => ({ user, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ user }) => user);
}
