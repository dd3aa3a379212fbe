import { pushObjectives } from "../../analysis/platform/objectives/platform_objectives.ts";
import { defineExperiment } from "../../lab/mod.ts";
import { fillPlatform } from "./fill_platform.ts";
import {
  estimateFill,
  mixSize,
  toPlatformProcedure,
} from "./platform_procedure.ts";
import { mixSettings } from "./platform_settings.ts";

/** Filling a platform with the push mix: how long it takes, what fails, and whether a full platform is slower. */
export const platformPush = defineExperiment({
  name: "platform-push",
  question: "How fast can a container platform be filled, and what fails?",
  settings: mixSettings,
  presets: {
    quick: {
      title: "A tenth of the mix of one cell: does it work?",
      axes: {},
      settings: { cells: 1, fill: 0.1, tolerance: 1 },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set cells=20 parallel=4",
      axes: {},
      settings: {},
      repetitions: 1,
    },
    n10: {
      title: "10 cells, filled",
      axes: {},
      settings: { cells: 10 },
      repetitions: 3,
    },
    n20: {
      title: "20 cells, filled",
      axes: {},
      settings: { cells: 20 },
      repetitions: 3,
    },
    n50: {
      title: "50 cells, filled",
      axes: {},
      settings: { cells: 50 },
      repetitions: 3,
    },
    n100: {
      title: "100 cells, filled",
      axes: {},
      settings: { cells: 100 },
      repetitions: 3,
    },
    scales: {
      title: "10, 20, 50 and 100 cells, filled",
      axes: { cells: [10, 20, 50, 100] },
      settings: {},
      repetitions: 3,
    },
    large: {
      title: "1,000 cells, filled",
      axes: {},
      settings: { cells: 1000, traced: 0.05 },
      repetitions: 1,
    },
    parallel: {
      title: "More and more pushes in flight, on 10 cells",
      axes: { parallel: [0.5, 1, 2, 4, 8] },
      settings: {},
      repetitions: 3,
    },
    logs: {
      title: "With and without lines of log, on 10 cells",
      axes: { chatty: ["yes", "no"] },
      settings: {},
      repetitions: 3,
    },
  },
  requires: ["push-apps"],
  objectives: [...pushObjectives],
});

export const pushProcedure = toPlatformProcedure({
  ...{ estimate: estimateFill, size: mixSize },
  readsLog: false,
  needs: () => [],
  phases: (run) => fillPlatform(run, { measured: true }),
});
