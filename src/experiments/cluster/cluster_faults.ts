import { faultSettings } from "./fault_settings.ts";
import { loadSettings } from "./load_settings.ts";
import { MAX_WORKERS } from "../../workloads/key_value/load_settings.ts";
import {
  formatSchedule,
  type ScheduledFault,
} from "../../lab/faults/fault_schedule.ts";
import { choice, defineExperiment, faults, number } from "../../lab/mod.ts";

/** Another election while the first leader is still catching up. */
const crashThenPause: readonly ScheduledFault[] = [
  { at: 0, fault: "kill-leader", duration: 5 },
  { at: 15, fault: "pause-leader", duration: 5 },
];

/** Effect of a fault on a replicated key-value cluster, and its recovery time. */
export const clusterFaults = defineExperiment({
  name: "cluster-faults",
  question: "What does a fault cost, and how long does recovery take?",
  settings: {
    ...loadSettings,
    // Open loop: closed-loop clients stop sending during an outage, which hides its cost (coordinated omission).
    loop: choice("Loop", ["constant", "poisson", "closed"]),
    rate: number("Rate", 400, { unit: "1/s", max: 1e6 }),
    workers: number("Connections", 60, { min: 1, max: MAX_WORKERS }),
    timeout: number("Time-out", 2, {
      unit: "s",
      min: 0.001,
      identifies: true,
    }),
    warmup: number("Warm-up", 3, { unit: "s" }),
    duration: number("Before the fault", 8, { unit: "s", min: 0.1 }),
    cooldown: number("Cool-down", 1, { unit: "s" }),
    ...faultSettings,
  },
  presets: {
    ...Object.fromEntries(
      faults.map(({ name, title }) => [
        name,
        { title, axes: { fault: [name] }, settings: {}, repetitions: 5 },
      ]),
    ),
    all: {
      title: "Every fault, one after the other in each round",
      axes: { fault: faults.map(({ name }) => name) },
      settings: {},
      repetitions: 5,
    },
    "crash-then-pause": {
      title:
        "The leader crashes; ten seconds after its restart the leader stands still",
      axes: { fault: [formatSchedule(crashThenPause)] },
      settings: {},
      repetitions: 5,
    },
    "crash-on-slow-link": {
      title: "The leader crashes while the connections of peers to it are slow",
      axes: { fault: ["slow-link+kill-leader"] },
      settings: {},
      repetitions: 5,
    },
    elections: {
      title: "Faults that bring about an election, or that end with one",
      axes: {
        fault: [
          "kill-leader",
          "pause-leader",
          "partition-leader",
          "partition-follower",
        ],
      },
      settings: {},
      repetitions: 5,
    },
  },
  // A fault that requires more is skipped on a system that lacks it.
  requires: ["key-value", "kill"],
  objectives: [],
});
