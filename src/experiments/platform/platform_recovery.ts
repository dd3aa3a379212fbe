import { recoveryObjectives } from "../../analysis/platform/objectives/platform_objectives.ts";
import { defineExperiment } from "../../lab/mod.ts";
import { disturb, needsOf } from "./disturb.ts";
import { fillPlatform } from "./fill_platform.ts";
import {
  estimateFill,
  mixSize,
  toPlatformProcedure,
} from "./platform_procedure.ts";
import { beginPhase, watchFor } from "./platform_run.ts";
import {
  disturbanceSettings,
  mixSettings,
  soakSettings,
} from "./platform_settings.ts";

const { kill_share, limit } = disturbanceSettings;

/** Time for which a filled platform is watched before a fault, in seconds: some of its loops. */
const BEFORE_S = 600;

/** A tenth of the cells die on a filled platform: how long until every instance runs again? */
export const platformRecovery = defineExperiment({
  name: "platform-recovery",
  question:
    "How long does a container platform take to bring back what ran on cells that died?",
  settings: { ...mixSettings, ...soakSettings, kill_share, limit },
  presets: {
    quick: {
      title: "One of two cells dies, with a tenth of the mix: does it work?",
      axes: {},
      settings: {
        cells: 2,
        fill: 0.1,
        tolerance: 1,
        soak: 60,
        kill_share: 0.5,
      },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set cells=50 kill_share=20%",
      axes: {},
      settings: { soak: BEFORE_S },
      repetitions: 1,
    },
    scales: {
      title: "A tenth of 10, 20, 50 and 100 cells dies, after a day",
      axes: { cells: [10, 20, 50, 100] },
      settings: {},
      repetitions: 3,
    },
    shares: {
      title: "From one cell to half of 100 cells die",
      axes: { kill_share: [0.01, 0.05, 0.1, 0.2, 0.5] },
      settings: { cells: 100, soak: BEFORE_S, fill: 0.5 },
      repetitions: 3,
    },
    fill: {
      title: "A tenth of 100 cells dies, at more and more fill",
      axes: { fill: [0.1, 0.25, 0.5, 0.75, 0.9, 1] },
      settings: { cells: 100, soak: BEFORE_S },
      repetitions: 3,
    },
    large: {
      title: "A tenth of 1,000 cells dies",
      axes: {},
      settings: { cells: 1000, soak: BEFORE_S, traced: 0.05 },
      repetitions: 1,
    },
  },
  requires: ["push-apps", "kill-cells"],
  objectives: [...recoveryObjectives],
});

export const disturbanceProcedure = toPlatformProcedure({
  estimate: (values) => estimateFill(values) + values.soak + values.limit,
  size: mixSize,
  readsLog: false,
  needs: ({ fault }) => [needsOf(fault)],
  async phases(run) {
    await fillPlatform(run, { measured: false });
    beginPhase(run, "measure");
    await watchFor(run, {
      phase: "measure",
      seconds: run.context.values.soak,
    });
    await disturb(run);
  },
});
