import { recoveryObjectives } from "../../analysis/platform/objectives/platform_objectives.ts";
import { defineExperiment } from "../../lab/mod.ts";
import {
  disturbanceSettings,
  mixSettings,
  platformFaults,
  soakSettings,
} from "./platform_settings.ts";

const storeFaults = platformFaults.filter((fault) => fault !== "kill-cells");

/** Ten minutes before the fault: some loops of every component. */
const before = { soak: 600, fill: 0.5 };

/** A store that is cut off or loses its data: what still works, what is lost, and how long until all runs again? */
export const platformFailures = defineExperiment({
  name: "platform-failures",
  question:
    "What does a container platform lose, and for how long, when its cells or its store fail?",
  settings: { ...mixSettings, ...soakSettings, ...disturbanceSettings },
  presets: {
    quick: {
      title: "The store of one cell is cut off for a minute: does it work?",
      axes: {},
      settings: {
        cells: 1,
        fill: 0.1,
        tolerance: 1,
        soak: 60,
        fault: "cut-store-total",
      },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set fault=wipe-store-total cells=20",
      axes: {},
      settings: before,
      repetitions: 1,
    },
    "store-partial": {
      title: "A part of the store is cut off, or loses its data",
      axes: { fault: ["cut-store-partial", "wipe-store-partial"] },
      settings: before,
      repetitions: 3,
    },
    "store-total": {
      title: "The store is cut off, or loses all data",
      axes: { fault: ["cut-store-total", "wipe-store-total"] },
      settings: before,
      repetitions: 3,
    },
    "cell-loss": {
      title: "One of ten cells dies, and the others have room",
      axes: { fault: ["kill-cells"] },
      settings: before,
      repetitions: 3,
    },
    // Seven cells of 32 GiB are left for 280 GiB.
    "over-capacity": {
      title: "Three of ten full cells die: the others have too little room",
      axes: { fault: ["kill-cells"] },
      settings: { ...before, fill: 1, kill_share: 0.3 },
      repetitions: 3,
    },
    all: {
      title: "Every fault, on 10 cells",
      axes: { fault: [...platformFaults] },
      settings: before,
      repetitions: 3,
    },
    store: {
      title: "Every fault of the store, on 100 cells",
      axes: { fault: storeFaults },
      settings: { ...before, cells: 100 },
      repetitions: 3,
    },
    outage: {
      title: "The store is away for longer and longer, on 10 cells",
      axes: {
        fault: ["cut-store-total", "wipe-store-total"],
        outage: [10, 60, 300, 900],
      },
      settings: before,
      repetitions: 3,
    },
  },
  // A fault that needs more is skipped on a platform that lacks it.
  requires: ["push-apps"],
  objectives: [...recoveryObjectives],
});
