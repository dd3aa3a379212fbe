/** Processor time of the machine that went neither to the nodes under test nor to the load generator. */

/** Means over the phase `measure`; null where it was not sampled. */
export interface MachineUse {
  /** Processors of the machine. */
  readonly cores: number | null;
  /** Share of all of them in use, 1 = all. */
  readonly host: number | null;
  /** Cores in use by all nodes together, and by the load generator. */
  readonly nodes: number | null;
  readonly generator: number | null;
}

/**
 * Cores in use by others from which a run is doubtful, and from which it measured them too. Not all that is neither node nor
 * generator is foreign: the recorder, the probes and the kernel took 0.05 to 0.15 of a core in 79 of 96 runs of the first
 * session of `cluster-scale` on two cores, whatever the throughput; the busiest of the other 17 took a whole one.
 */
export const foreignLoadLimits = { warn: 0.25, fail: 0.5 } as const;

/** Cores in use by what is neither node nor generator; null unless all of the four are known. */
export function foreignLoad(
  { cores, host, nodes, generator }: MachineUse,
): number | null {
  return cores === null || host === null || nodes === null || generator === null
    ? null
    : cores * host - nodes - generator;
}
