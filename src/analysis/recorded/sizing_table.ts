/** The machine that a load needs, by the fits, a fixed share and a margin. */
import type { Estimate } from "../../record/mod.ts";
import type { SizingModel } from "./sizing.ts";
import type { SizingLoad } from "./sizing_place.ts";

/** Fixed resources of other services, whatever the load: published constants, not fitted. */
export interface FixedShare {
  readonly cpu: number;
  readonly memoryGb: number;
}

/** The requirements of one load. */
export interface SizingRow extends SizingLoad {
  /** With the margin, rounded up to whole units as machines are bought. */
  readonly cpu: number;
  readonly memoryGb: number;
  readonly diskGibPerDay: number;
  /** The same before rounding, with the intervals of the fits; the fixed share and the margin count as exact. */
  readonly estimates: {
    readonly cpu: Estimate;
    readonly memoryGb: Estimate;
    readonly diskGibPerDay: Estimate;
  };
}

/** Options of `sizingTable`. */
export interface SizingOptions {
  readonly fixed: FixedShare;
  /** Added on top, 1 = 100 %. @default {0.1} */
  readonly margin?: number;
}

/** Returns the requirements of each load, margin added. `placeOf()` checks whether a load lies within the runs. */
export function sizingTable(
  model: SizingModel,
  loads: readonly SizingLoad[],
  { fixed, margin = 0.1 }: SizingOptions,
): SizingRow[] {
  const constant = (value: number): Estimate => ({
    value,
    lower: value,
    upper: value,
  });
  const withMargin = (...parts: readonly Estimate[]): Estimate => {
    const { value, lower, upper } = sumOf(parts);
    const factor = 1 + margin;
    return {
      value: value * factor,
      lower: lower === null ? null : lower * factor,
      upper: upper === null ? null : upper * factor,
    };
  };
  // Twelve digits hide binary rounding errors: 70 * 1.1 is 77.00000000000001.
  const whole = ({ value }: Estimate) =>
    Math.ceil(Number(value.toPrecision(12)));
  return loads.map(({ datapoints, logLines }) => {
    const estimates = {
      cpu: withMargin(
        model.lokiCpu.predict(logLines),
        model.prometheusCpu.predict(datapoints),
        constant(fixed.cpu),
      ),
      memoryGb: withMargin(
        model.lokiMemory.predict(logLines),
        model.prometheusMemory.predict(datapoints),
        constant(fixed.memoryGb),
      ),
      diskGibPerDay: withMargin(
        model.diskOfLogs.predict(logLines),
        model.diskOfMetrics.predict(datapoints),
      ),
    };
    return {
      datapoints,
      logLines,
      cpu: whole(estimates.cpu),
      memoryGb: whole(estimates.memoryGb),
      diskGibPerDay: whole(estimates.diskGibPerDay),
      estimates,
    };
  });
}

/**
 * Adds independent estimates: the distances of the bounds add in quadrature (Zou and Donner, Statistics in Medicine
 * 27, 2008: MOVER). Ignores the correlation of fits that share runs.
 */
function sumOf(parts: readonly Estimate[]): Estimate {
  const value = parts.reduce((sum, part) => sum + part.value, 0);
  const distance = (side: "lower" | "upper"): number | null => {
    let squares = 0;
    for (const part of parts) {
      const bound = part[side];
      if (bound === null) return null;
      squares += (bound - part.value) ** 2;
    }
    return Math.sqrt(squares);
  };
  const [below, above] = [distance("lower"), distance("upper")];
  return {
    value,
    lower: below === null ? null : value - below,
    upper: above === null ? null : value + above,
  };
}
