/** Settings of the experiments on forwarders. */
import { choice, number } from "../../lab/plan/settings.ts";

/** What is asked of a forwarder. */
export const attributes = [
  "back-pressure",
  "buffer-cap",
  "disk-full",
  "throughput",
  "fan-out",
  "sink-cluster",
  "restart",
  "fidelity",
  "chain",
] as const;
export type Attribute = (typeof attributes)[number];

/** Forwarders that can follow the one under test in a chain; `same` is another one like it. */
const hopChoices = [
  "none",
  "same",
  "embedded",
  "rsyslog",
  "syslog-ng",
  "carbon-c-relay",
  "nats",
  "kafka",
  "flume",
] as const;

/** No further hop. */
export const NO_HOPS = "none";

/** The hop that is another forwarder of the kind under test. */
export const SAME_HOP = "same";

export const forwarderSettings = {
  attribute: choice("Attribute", attributes, {
    about: "what is asked of the forwarder",
  }),
  rate: number("Rate", 30_000, {
    unit: "1/s",
    min: 1,
    max: 1e8,
    about: "lines a second, of all streams together",
  }),
  sinks: number("Sinks", 3, { min: 1, max: 16 }),
  topology: choice("Topology", ["fan-out", "cluster"], {
    about: "every line to every sink, or to one of a cluster",
  }),
  hops: choice("Further hops", hopChoices, {
    about: "forwarders after the one under test, joined by +",
    combinable: true,
  }),
  streams: number("Streams", 1, {
    min: 1,
    max: 64,
    about: "connections of the generator",
  }),
  shape: choice("Shape", ["graphite", "statsd", "influx", "syslog"], {
    about: "wire form of the lines",
  }),
  buffer_cap: number("Buffer cap", 2 ** 30, {
    unit: "B",
    min: 2 ** 20,
    integer: true,
    about: "size of the buffer on disk, of each sink if it has its own",
  }),
  at_cap: choice("At the cap", ["default", "drop", "block"], {
    about:
      "drop lines, or stop reading; default: what the tool does first, for buffer-cap drop if it can",
  }),
  disk_size: number("Disk size", 0, {
    unit: "B",
    integer: true,
    about: "of a disk in memory under the buffer; 0 = the machine's disk",
  }),
  fault: choice("Sink fault", [
    "none",
    "killed",
    "frozen",
    "frozen-killed",
    "refused",
    "slow",
    "all-killed",
  ], { about: "what happens to the second sink, or to all of a cluster" }),
  outage: number("Outage", 6, {
    unit: "s",
    identifies: true,
    about: "how long the sink is away",
  }),
  stop: choice("Stop", ["none", "SIGTERM", "SIGKILL"], {
    about: "signal that ends the forwarder while it has a backlog",
  }),
  stopped: choice("Stopped processes", ["buffer", "all"], {
    about:
      "by the signal: the process with the buffer, or an adapter around it as well",
  }),
  send_timeout: number("Send time-out", 5, {
    unit: "s",
    min: 0.1,
    identifies: true,
    about: "of one write to the forwarder",
  }),
  warmup: number("Warm-up", 1, { unit: "s" }),
  duration: number("Duration", 3, {
    unit: "s",
    min: 1,
    about: "with all sinks, before the outage",
  }),
  recovery: number("Recovery", 3, {
    unit: "s",
    about: "under load, after the outage",
  }),
  drain: number("Drain time-out", 60, {
    unit: "s",
    about: "for what is left in the buffers, without load",
  }),
};
