/** When queries are due, and of which user. */
import type { QueryKind, QueryPlan } from "./query_plan.ts";

export interface Turn {
  readonly kind: QueryKind;
  /** Index of the user. */
  readonly user: number;
  /** Seconds since the beginning. */
  readonly after: number;
}

/** One kind of query, which all users ask once a period, always in the same order. */
interface Round {
  readonly kind: QueryKind;
  readonly period: number;
  readonly order: readonly number[];
  turns: number;
}

/**
 * Every turn in the order in which they are due, without end. Users of a kind are spread evenly over its period, from the
 * beginning on: turn number n is due after n periods divided by the users.
 */
export function* toTurns(
  { users, incremental_period, big_period }: Pick<
    QueryPlan,
    "users" | "incremental_period" | "big_period"
  >,
  random: () => number,
): Generator<Turn, void> {
  const toRound = (kind: QueryKind, period: number): Round => {
    return { kind, period, order: shuffledUsers(users, random), turns: 0 };
  };
  const rounds = [
    toRound("incremental", incremental_period),
    toRound("big", big_period),
  ].filter(({ period }) => period > 0 && users > 0);
  const after = ({ turns, period }: Round) => turns * period / users;
  while (rounds.length > 0) {
    const next = rounds.reduce((first, round) =>
      after(round) < after(first) ? round : first
    );
    const user = next.order[next.turns % users] ?? 0;
    yield { kind: next.kind, user, after: after(next) };
    next.turns++;
  }
}

/** Indices of users, for each kind anew: else a user's first big query would always be due with its first incremental one. */
function shuffledUsers(users: number, random: () => number): number[] {
  return Array.from({ length: users }, (_, user) => ({ user, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ user }) => user);
}
