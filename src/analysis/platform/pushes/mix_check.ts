/** Checks what is said of a push mix: instances and memory of a cell, and the share that crashes, against what was pushed. */

/** Applications of one kind in a mix. */
export interface MixKind {
  readonly kind: string;
  readonly appsPerCell: number;
  /** Of each application. */
  readonly instances: number;
  /** Bytes of each instance. */
  readonly memory: number;
  /** Seconds from start to crash; null for one that does not crash by itself. */
  readonly crashAfter: number | null;
}

/** What a mix makes of a cell. */
export interface MixPerCell {
  readonly apps: number;
  readonly instances: number;
  /** Bytes. */
  readonly memory: number;
  /** Share of the instances that crash by themselves, 1 = 100 %. */
  readonly crashing: number;
}

/** A statement on the mix, and what was found. */
export interface MixCheck {
  readonly statement: string;
  readonly expected: number;
  readonly found: number;
  /** Base unit. */
  readonly unit: string;
  readonly holds: boolean;
}

/** What the plan of 2015 says of its mix, for each cell (seed plan, experiment 2). */
export const plannedPerCell = {
  apps: 78,
  instances: 96,
  memory: 28 * 2 ** 30,
} as const;

/** The plan's "about 10 %" of crashing instances, as a share, and how far "about" goes. */
const PLANNED_CRASHING = 0.1;
const ABOUT = 0.005;

/** Computes what a mix makes of each cell. */
export function mixPerCell(mix: readonly MixKind[]): MixPerCell {
  const sum = (of: (kind: MixKind) => number) =>
    mix.reduce((total, kind) => total + of(kind), 0);
  const instances = sum((kind) => kind.appsPerCell * kind.instances);
  const crashing = sum((kind) =>
    kind.crashAfter === null ? 0 : kind.appsPerCell * kind.instances
  );
  return {
    apps: sum(({ appsPerCell }) => appsPerCell),
    instances,
    memory: sum((kind) => kind.appsPerCell * kind.instances * kind.memory),
    crashing: instances > 0 ? crashing / instances : 0,
  };
}

/** Checks the statements of the plan against a mix. */
export function checkMix(mix: readonly MixKind[]): MixCheck[] {
  const { apps, instances, memory, crashing } = mixPerCell(mix);
  const exact = (
    statement: string,
    expected: number,
    found: number,
    unit: string,
  ): MixCheck => ({
    ...{ statement, expected, found, unit, holds: found === expected },
  });
  return [
    exact("applications of a cell", plannedPerCell.apps, apps, ""),
    exact("instances of a cell", plannedPerCell.instances, instances, ""),
    exact("memory of a cell", plannedPerCell.memory, memory, "B"),
    {
      statement: "crashing instances, about",
      ...{ expected: PLANNED_CRASHING, found: crashing, unit: "1" },
      holds: Math.abs(crashing - PLANNED_CRASHING) <= ABOUT,
    },
  ];
}

/** Applications of one kind that a run pushed, or instances that it saw. */
export interface PushedKind {
  readonly kind: string;
  readonly n: number;
}

/** Checks the number of applications of each kind that a run pushed, on so many cells at a fill of 1 = 100 %. */
export function checkPushed(
  mix: readonly MixKind[],
  { pushed, cells, fill }: {
    readonly pushed: readonly PushedKind[];
    readonly cells: number;
    readonly fill: number;
  },
): MixCheck[] {
  return mix.map(({ kind, appsPerCell }) => {
    const expected = Math.max(1, Math.round(appsPerCell * cells * fill));
    const found = pushed.find((one) => one.kind === kind)?.n ?? 0;
    return {
      statement: `applications of kind ${kind}`,
      ...{ expected, found, unit: "", holds: found === expected },
    };
  });
}
