/** Processor time of the machine that went neither to what was under test, nor to the load generator, nor to targets. */

/** Means over the phases that are measured; null where it was not sampled. */
export interface MachineUse {
  /** Processors of the machine. */
  readonly cores: number | null;
  /** Share of all of them in use, 1 = all. */
  readonly host: number | null;
  /** Cores in use by all processes under test and their targets together, and by the load generator. */
  readonly processes: number | null;
  readonly generator: number | null;
}

/**
 * Cores in use by others from which a run is doubtful, and from which it measured them too. Not all that is neither under
 * test nor generator is foreign: the recorder, the probes and the kernel took 0.05 to 0.15 of a core in 79 of 96 runs of the
 * first session of `cluster-scale` on two cores, whatever the throughput; the busiest of the other 17 took a whole one.
 */
export const foreignLoadLimits = { warn: 0.25, fail: 0.5 } as const;

/** Cores in use by others, never below 0; null unless all of the four are known. */
export function foreignLoad(
  { cores, host, processes, generator }: MachineUse,
): number | null {
  return cores === null || host === null || processes === null ||
      generator === null
    ? null
    : Math.max(0, cores * host - processes - generator);
}
