/**
 * Measures of runs by their experiments. An analysis is large, with all that it prints: only a run that has ended loads one.
 * Its address is no literal, as Deno reads what a literal `import()` names before it starts anything.
 */
import type { MeasureRun } from "../analysis/validity/judge_run.ts";

const address = (path: string) => new URL(path, import.meta.url).href;

export const measureLoad: MeasureRun = async (store, run) => {
  const analysis = await import(
    /* @vite-ignore */ address("../analysis/scaling/measure_load.ts")
  ) as typeof import("../analysis/scaling/measure_load.ts");
  return await analysis.measureLoad(store, run);
};

export const measureMonitoringRun: MeasureRun = async (store, run) => {
  const analysis = await import(
    /* @vite-ignore */ address("../analysis/monitoring/monitoring_runs.ts")
  ) as typeof import("../analysis/monitoring/monitoring_runs.ts");
  return await analysis.measureMonitoringRun(store, run);
};

export const measureForwarding: MeasureRun = async (store, run) => {
  const analysis = await import(
    /* @vite-ignore */ address("../analysis/forwarding/measure_forwarding.ts")
  ) as typeof import("../analysis/forwarding/measure_forwarding.ts");
  return await analysis.measureForwarding(store, run);
};

export const measurePlatform: MeasureRun = async (store, run) => {
  const analysis = await import(
    /* @vite-ignore */ address("../analysis/platform/measure_platform.ts")
  ) as typeof import("../analysis/platform/measure_platform.ts");
  return await analysis.measurePlatform(store, run);
};

export const measureControlPlane: MeasureRun = async (store, run) => {
  const analysis = await import(
    /* @vite-ignore */
    address("../analysis/control_plane/measure_control_plane.ts")
  ) as typeof import("../analysis/control_plane/measure_control_plane.ts");
  return await analysis.measureControlPlane(store, run);
};
