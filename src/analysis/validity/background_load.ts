/** Background load: processor time used by neither the system under test, nor its targets, nor the load generator. */

/** Mean processor use over the measured phases; null if not sampled. */
export interface MachineUse {
  /** Processors of the machine. */
  readonly cores: number | null;
  /** Share of all processors in use, 1 = all. */
  readonly host: number | null;
  /** Cores used by all processes under test and their targets, and by the load generator. */
  readonly processes: number | null;
  readonly generator: number | null;
}

/**
 * Cores of background load above which a run is doubtful (`warn`) and disturbed (`fail`). Recorder, probes and kernel
 * count as background load: they took 0.05 to 0.15 of a core in 79 of 96 runs of the first session of `cluster-scale`
 * on two cores, whatever the throughput; the busiest of the other 17 took a whole one.
 */
export const backgroundLoadLimits = { warn: 0.25, fail: 0.5 } as const;

/** Returns the background load in cores, never below 0; null if any of the four values is unknown. */
export function backgroundLoad(
  { cores, host, processes, generator }: MachineUse,
): number | null {
  return cores === null || host === null || processes === null ||
      generator === null
    ? null
    : Math.max(0, cores * host - processes - generator);
}
