import { controlPlaneObjectives } from "../../analysis/control_plane/control_plane_objectives.ts";
import { defineExperiment } from "../../lab/mod.ts";
import { controlPlaneSettings } from "./control_plane_settings.ts";

/** Loops of a second, for runs of some seconds. */
const FAST = {
  present_interval: 1,
  ttl: 4,
  cell_interval: 1,
  bulk_interval: 1,
  creation: 0.1,
} as const;

/** How many cells and instances can a control plane, or a store in its place, keep the records of? */
export const controlPlane = defineExperiment({
  name: "control-plane",
  question:
    "How many cells and instances can a control plane keep the records of, and what do faults of its store cost?",
  settings: controlPlaneSettings,
  presets: {
    smoke: {
      title:
        "Two cells with ten instances each, loops of a second: does it work?",
      axes: {},
      settings: {
        ...FAST,
        ...{ cells: 2, instances_per_cell: 10, batch: 5 },
        ...{ desires: 10, write_share: 0.1 },
        ...{ warmup: 1, duration: 5, cooldown: 0 },
      },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set cells=250 bulk_interval=10s",
      axes: {},
      settings: {},
      repetitions: 1,
    },
    scale: {
      title: "1,000 cells with 200 instances each: do loops keep to 30 s?",
      axes: {},
      settings: { cells: 1000, warmup: 30 },
      repetitions: 3,
    },
    growth: {
      title: "10,000 to 200,000 instances on 50 to 1,000 cells",
      axes: { cells: [50, 125, 250, 500, 1000] },
      settings: { warmup: 30 },
      repetitions: 1,
    },
    largest: {
      title: "3,000 cells with 200 instances each",
      axes: {},
      settings: { cells: 3000, warmup: 30 },
      repetitions: 1,
    },
    cells: {
      title: "The load line: the most cells with which every objective is met",
      axes: {},
      settings: { duration: 60 },
      repetitions: 1,
      search: {
        ...{ parameter: "cells", start: 125, max: 10_000 },
        ...{ growthFactor: 2, resolution: 1.3 },
        ...{ confirmations: 2, maxRunsPerValue: 3 },
      },
    },
    "store-kill": {
      title: "The store of 100 cells is killed, and started again",
      axes: {},
      settings: { fault: "kill-store", bulk_interval: 10, duration: 30 },
      repetitions: 3,
    },
    "store-wipe": {
      title: "The store of 100 cells loses all data, and starts empty",
      axes: {},
      settings: {
        ...{ fault: "wipe-store", bulk_interval: 10, duration: 30 },
        recovery: 90,
      },
      repetitions: 3,
    },
    "disk-full": {
      title: "The disk under the store of 100 cells is full for a while",
      axes: {},
      settings: {
        ...{ fault: "fill-disk", disk_size: 2 ** 30 },
        ...{ bulk_interval: 10, duration: 30 },
      },
      repetitions: 3,
    },
    "store-dies-in-seed": {
      title: "The store dies when half is seeded: does the run end in order?",
      axes: {},
      settings: { fault: "kill-store-in-seed", batch: 20 },
      repetitions: 1,
    },
    "api-dies-in-seed": {
      title: "What answers for the store dies when half is seeded",
      axes: {},
      settings: {
        ...{ fault: "kill-api-in-seed", cells: 20, instances_per_cell: 20 },
        batch: 10,
      },
      repetitions: 1,
    },
    "cell-loss": {
      title: "A tenth of 100 cells dies: when do all instances run again?",
      axes: {},
      settings: {
        ...{ fault: "kill-cells", outage: 150, recovery: 10, duration: 30 },
      },
      repetitions: 3,
    },
  },
  requires: ["control-plane"],
  objectives: [...controlPlaneObjectives],
});
