import { forwardingObjectives } from "../../analysis/forwarding/verdicts/forwarding_objectives.ts";
import { defineExperiment } from "../../lab/mod.ts";
import {
  type Attribute,
  attributes,
  forwarderSettings,
} from "./forwarder_settings.ts";

/** Ten million lines a minute, which is asked of a forwarder. */
const REQUIRED_RATE = 166_667;

const MIB = 2 ** 20;

/**
 * Smaller than what any forwarder buffers in the outage of these runs, 27 MB of lines; and several times as large as what
 * those drop at once that delete whole files.
 */
const smallCap = { buffer_cap: 16 * MIB, outage: 16 };

/** The settings of each attribute, a case each. */
const protocols = {
  "back-pressure": [
    { fault: "killed" },
    { fault: "frozen" },
    { fault: "frozen-killed" },
    { fault: "refused" },
    { fault: "slow" },
  ],
  "buffer-cap": [{ fault: "killed", ...smallCap }],
  // Larger than the files that some forwarders begin with, smaller than the 21 MB of lines of the outage.
  "disk-full": [{ fault: "killed", disk_size: 16 * MIB, outage: 12 }],
  throughput: [{ rate: REQUIRED_RATE, duration: 6 }],
  "fan-out": [{ fault: "killed" }],
  "sink-cluster": [
    { topology: "cluster", fault: "killed" },
    { topology: "cluster", fault: "all-killed" },
  ],
  restart: [
    { sinks: 1, fault: "killed", stop: "SIGTERM" },
    { sinks: 1, fault: "killed", stop: "SIGKILL" },
    // With the adapter, for forwarders that have one.
    { sinks: 1, fault: "killed", stop: "SIGTERM", stopped: "all" },
    { sinks: 1, fault: "killed", stop: "SIGKILL", stopped: "all" },
  ],
  // Two thirds of a second a line, and time for a few that a forwarder never passes on.
  fidelity: [{ sinks: 1, duration: 12 }],
  chain: [{ sinks: 1, hops: "same+same" }],
} as const satisfies Record<
  Attribute,
  readonly Readonly<Record<string, string | number>>[]
>;

/** Returns the preset of an attribute. */
function toPreset(title: string, ...attributes: readonly Attribute[]) {
  return {
    title,
    axes: {},
    settings: {},
    cases: attributes.flatMap((attribute) =>
      protocols[attribute].map((values) => ({ attribute, ...values }))
    ),
    repetitions: 5,
  };
}

/** Metric forwarders on what is required of them: back pressure, buffer cap, throughput, fan-out, sink clusters. */
export const forwarders = defineExperiment({
  name: "forwarders",
  question: "Which lines does a forwarder lose, when, and how fast is it?",
  settings: forwarderSettings,
  presets: {
    quick: {
      title: "One outage of one of three sinks, about a minute: does it work?",
      axes: { attribute: ["back-pressure"] },
      settings: {
        ...{ rate: 10_000, fault: "killed" },
        ...{ duration: 10, outage: 15, recovery: 15 },
      },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set attribute=fan-out rate=50000",
      axes: {},
      settings: {},
      repetitions: 1,
    },
    throughput: {
      title: "The highest rate without loss, to one sink and to three",
      axes: { attribute: ["throughput"], sinks: [1, 3] },
      settings: { duration: 6 },
      repetitions: 1,
      search: {
        ...{ parameter: "rate", start: 60_000, max: 4_000_000 },
        ...{ growthFactor: 1.7, resolution: 1.15 },
        ...{ confirmations: 2, maxRunsPerValue: 3 },
      },
    },
    "back-pressure": toPreset(
      "One of three sinks is away, in five ways",
      "back-pressure",
    ),
    "buffer-cap": toPreset(
      "An outage longer than the buffer, and a disk smaller than it",
      ...["buffer-cap", "disk-full"] as const,
    ),
    "fan-out": toPreset(
      "One of three sinks is dead: do the others suffer?",
      "fan-out",
    ),
    "sink-cluster": toPreset(
      "One sink of a cluster is dead, or all of them",
      "sink-cluster",
    ),
    restart: toPreset(
      "The forwarder is stopped while it has a backlog",
      "restart",
    ),
    fidelity: toPreset("Odd lines: do the same bytes arrive?", "fidelity"),
    chain: toPreset("Three forwarders in a row", "chain"),
    full: toPreset(
      "Every attribute; throughput at ten million lines a minute",
      ...attributes,
    ),
  },
  requires: ["forward-lines"],
  objectives: [...forwardingObjectives],
});
