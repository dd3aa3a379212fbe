/** Counts instances by the kind of their application. */
import type { AppKind } from "../../../systems/platform/platform.ts";

/** Instances of one kind. */
export interface KindCount {
  readonly kind: AppKind;
  readonly desired: number;
  readonly running: number;
  /** Bytes that those that are desired may use. */
  readonly memory: number;
}

export interface KindCounts {
  /** Adds to the number of those that are desired. */
  desire(
    instance: { readonly kind: AppKind; readonly memory: number },
    by: 1 | -1,
  ): void;
  /** Adds to the number of those that run. */
  run(kind: AppKind, by: 1 | -1): void;
  /** In the order in which kinds were first desired. */
  all(): readonly KindCount[];
}

export function toKindCounts(): KindCounts {
  const counts = new Map<
    AppKind,
    { -readonly [K in keyof KindCount]: KindCount[K] }
  >();
  const of = (kind: AppKind) => {
    const known = counts.get(kind);
    if (known) return known;
    const created = { kind, desired: 0, running: 0, memory: 0 };
    counts.set(kind, created);
    return created;
  };
  return {
    desire({ kind, memory }, by) {
      const count = of(kind);
      count.desired += by;
      count.memory += by * memory;
    },
    run: (kind, by) => void (of(kind).running += by),
    all: () => [...counts.values()].map((count) => ({ ...count })),
  };
}
