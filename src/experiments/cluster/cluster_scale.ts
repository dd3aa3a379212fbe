import { loadSettings } from "./load_settings.ts";
import { defineExperiment } from "../../lab/mod.ts";

/** Throughput, success and latency of a replicated key-value cluster by nodes, workers and value size. */
export const clusterScale = defineExperiment({
  name: "cluster-scale",
  question: "How does a replicated key-value cluster scale?",
  settings: loadSettings,
  presets: {
    quick: {
      title: "Three nodes, 25 workers, 1 KiB, one minute: does it work?",
      axes: {},
      settings: {},
      repetitions: 1,
    },
    full: {
      title: "48 cases: nodes by workers by value size",
      axes: {
        nodes: [1, 3, 5, 7],
        workers: [10, 25, 50, 100],
        value_size: [1024, 4096, 16_384],
      },
      settings: {},
      repetitions: 1,
    },
    stress: {
      title: "Large values: 64 KiB, 256 KiB and 1 MiB",
      axes: { value_size: [65_536, 262_144, 1_048_576] },
      settings: { workers: 50 },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set nodes=5 workers=75 duration=180s",
      axes: {},
      settings: {},
      repetitions: 1,
    },
    sustained: {
      title: "Steady load for ten minutes",
      axes: {},
      settings: { workers: 30, duration: 600 },
      repetitions: 1,
    },
    "ramp-up": {
      title: "More and more workers at three nodes",
      axes: { workers: [10, 25, 50, 75, 100, 125] },
      settings: {},
      repetitions: 1,
    },
  },
  requires: ["key-value"],
  objectives: [{ metric: "success_rate", is: "at least", value: 0.99 }],
});
