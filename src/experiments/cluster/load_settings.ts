/** Settings of every experiment that drives load at a key-value cluster, with their defaults. */
import { choice, number, type Settings } from "../../lab/plan/settings.ts";

/** Connections from one address to one port that the kernel has local ports for, some 28,000, less those of others. */
export const MOST_WORKERS = 20_000;

export const loadSettings = {
  nodes: number("Nodes", 3, {
    ...{ min: 1, max: 100 },
    about: "nodes of the cluster",
  }),
  workers: number("Workers", 25, {
    min: 1,
    max: MOST_WORKERS,
    about: "requests under way at any time, or at most in an open loop",
  }),
  value_size: number("Value size", 1024, {
    unit: "B",
    min: 1,
    max: 2 ** 30,
    integer: true,
    about: "bytes of a value",
  }),
  read_share: number("Reads", 0.3, {
    unit: "1",
    max: 1,
    about: "share of reads among the requests",
  }),
  loop: choice("Loop", ["closed", "constant", "poisson"], {
    about: "closed: the next request when the last is answered; " +
      "constant and poisson: at `rate`, whatever the system does",
  }),
  rate: number("Rate", 0, {
    unit: "1/s",
    max: 1e6,
    about: "requests a second of an open loop, in total",
  }),
  keys: number("Keys", 1000, {
    ...{ min: 1, max: 1e8 },
    about: "distinct keys",
  }),
  key_distribution: choice("Key distribution", ["uniform", "zipfian"], {
    about: "which keys are asked for",
  }),
  policy: choice("Policy", ["spread", "first"], {
    about: "spread the load over all nodes, or send it to the first",
  }),
  timeout: number("Time-out", 5, {
    unit: "s",
    min: 0.001,
    identifies: true,
    about: "seconds after which a request is given up",
  }),
  threads: number("Generator threads", 1, {
    min: 1,
    max: 256,
    about: "threads that drive the load",
    identifies: false,
  }),
  warmup: number("Warm-up", 5, { unit: "s", about: "load before it counts" }),
  duration: number("Duration", 60, {
    unit: "s",
    min: 0.1,
    about: "load that counts",
  }),
  cooldown: number("Cool-down", 5, {
    unit: "s",
    about: "rest after the load, before the next run",
  }),
} satisfies Settings;
