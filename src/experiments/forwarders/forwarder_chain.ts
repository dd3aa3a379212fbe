import { forwardingObjectives } from "../../analysis/forwarding/verdicts/forwarding_objectives.ts";
import { defineExperiment } from "../../lab/mod.ts";
import { forwarderSettings } from "./forwarder_settings.ts";

const chain = { attribute: "chain", sinks: 1 };

/** Different forwarders in a row, with the lines counted at every hop; the system under test is the first of them. */
export const forwarderChain = defineExperiment({
  name: "forwarder-chain",
  question:
    "Where in a row of forwarders do lines wait, and where are they lost?",
  settings: forwarderSettings,
  presets: {
    quick: {
      title: "Three embedded relays, half a minute: does it work?",
      axes: {},
      settings: {
        ...{ ...chain, rate: 10_000, duration: 10 },
        hops: "embedded+embedded",
      },
      repetitions: 1,
    },
    tools: {
      title: "Forwarders of different kinds, for --system rsyslog",
      axes: {},
      settings: { ...chain, duration: 10, hops: "syslog-ng+carbon-c-relay" },
      repetitions: 5,
    },
    outage: {
      title: "The sink behind the last of them is away for a while",
      axes: {},
      settings: {
        ...{ ...chain, duration: 5, recovery: 5, fault: "killed" },
        hops: "syslog-ng+carbon-c-relay",
      },
      repetitions: 5,
    },
    rates: {
      title: "The same row at rising rates",
      axes: { rate: [10_000, 30_000, 60_000, 100_000] },
      settings: { ...chain, duration: 6, hops: "syslog-ng+carbon-c-relay" },
      repetitions: 3,
    },
  },
  requires: ["forward-lines"],
  objectives: [...forwardingObjectives],
});
