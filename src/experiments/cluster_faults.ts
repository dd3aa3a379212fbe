import {
  defineExperiment,
  faults,
  faultSettings,
  loadSettings,
  number,
} from "../lab/mod.ts";

/** What a replicated key-value cluster does when it is disturbed, and how long it takes to be well again. */
export const clusterFaults = defineExperiment({
  name: "cluster-faults",
  question: "What does a fault cost, and how long does recovery take?",
  settings: {
    ...loadSettings,
    workers: number("Workers", 12, { min: 1 }),
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
  presets: Object.fromEntries(
    faults.filter(({ name }) => name !== "none").map(({ name, title }) => [
      name,
      { title, axes: { fault: [name] }, settings: {}, repetitions: 5 },
    ]),
  ),
  systems: ["kv", "etcd", "redis"],
  objectives: [],
});
