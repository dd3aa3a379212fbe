/** The applications that a mix makes of a number of cells, in the order in which they are pushed. */
import type { AppSpec } from "../../systems/platform/platform.ts";
import { pushMix } from "../../systems/platform/push_mix.ts";

/** Disk limit of every instance. */
const DISK = 2 ** 30;

/** How much of the mix is pushed. */
export interface MixOptions {
  /** Number of cells. */
  readonly cells: number;
  /** Share of the mix; of each kind at least one application is pushed. */
  readonly fill: number;
  /** Whether instances write logs; the runs of 2015 after the first did without. */
  readonly chatty: boolean;
}

/**
 * Returns the applications in the order in which they are pushed: the kinds are interleaved evenly, so that every tenth
 * of the order has the same mix.
 */
export function toApps({ cells, fill, chatty }: MixOptions): AppSpec[] {
  return pushMix.flatMap(({ appsPerCell, ...entry }) => {
    const count = Math.max(1, Math.round(appsPerCell * cells * fill));
    return Array.from({ length: count }, (_, i) => ({
      position: (i + 0.5) / count,
      app: {
        ...entry,
        name: `${entry.kind}-${i}`,
        disk: DISK,
        logRate: chatty ? entry.logRate : 0,
      },
    }));
  }).sort((a, b) => a.position - b.position).map(({ app }) => app);
}

/** Returns the names of a share of the applications, evenly over their order. */
export function tracedApps(
  apps: readonly AppSpec[],
  share: number,
): ReadonlySet<string> {
  const names = apps.map(({ name }) => name).filter((_, i) =>
    Math.floor((i + 1) * share) > Math.floor(i * share)
  );
  return new Set(names);
}
