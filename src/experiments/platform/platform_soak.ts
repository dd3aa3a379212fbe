import { soakObjectives } from "../../analysis/platform/objectives/platform_objectives.ts";
import { defineExperiment } from "../../lab/mod.ts";
import { fillPlatform } from "./fill_platform.ts";
import {
  estimateFill,
  mixSize,
  toPlatformProcedure,
} from "./platform_procedure.ts";
import { beginPhase, watchFor } from "./platform_run.ts";
import { mixSettings, soakSettings } from "./platform_settings.ts";

const DAY_S = 86_400;

const GIB = 2 ** 30;

/** Of the mix of 96 instances a cell, for 200. */
const LARGE_FILL = 200 / 96;

/** A filled platform that is left alone: do its loops keep to their intervals, and does anything drift? */
export const platformSoak = defineExperiment({
  name: "platform-soak",
  question: "Does a filled container platform keep to its loops for days?",
  settings: { ...mixSettings, ...soakSettings },
  presets: {
    quick: {
      title: "A tenth of the mix of one cell, for ten minutes: does it work?",
      axes: {},
      settings: { cells: 1, fill: 0.1, tolerance: 1, soak: 600 },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set cells=50 soak=1h",
      axes: {},
      settings: {},
      repetitions: 1,
    },
    day: {
      title: "10, 20, 50 and 100 cells, for a day",
      axes: { cells: [10, 20, 50, 100] },
      settings: { soak: DAY_S },
      repetitions: 1,
    },
    week: {
      title: "100 cells, for a week",
      axes: {},
      settings: { cells: 100, soak: 7 * DAY_S },
      repetitions: 1,
    },
    large: {
      title: "1,000 cells with 200,000 instances, for a week",
      axes: {},
      settings: {
        ...{ cells: 1000, fill: LARGE_FILL, soak: 7 * DAY_S },
        ...{ cell_memory: 64 * GIB, cell_disk: 256 * GIB, traced: 0.01 },
      },
      repetitions: 1,
    },
    fill: {
      title: "From empty to full, for an hour each, on 100 cells",
      axes: { fill: [0.01, 0.25, 0.5, 0.75, 1] },
      settings: { cells: 100, soak: 3600 },
      repetitions: 1,
    },
  },
  requires: ["push-apps"],
  objectives: [...soakObjectives],
});

export const soakProcedure = toPlatformProcedure({
  estimate: (values) => estimateFill(values) + values.soak,
  size: mixSize,
  readsLog: false,
  needs: () => [],
  async phases(run) {
    await fillPlatform(run, { measured: false });
    beginPhase(run, "measure");
    await watchFor(run, {
      phase: "measure",
      seconds: run.context.values.soak,
    });
  },
});
