/** Settings of a key-value load, with their defaults. */
import { choice, number, type Settings } from "../../lab/plan/settings.ts";

/** Below the some 28,000 local ports for connections from one address to one port, as other programs use some. */
export const MAX_WORKERS = 20_000;

export const keyValueSettings = {
  workers: number("Workers", 25, {
    min: 1,
    max: MAX_WORKERS,
    about:
      "requests in flight: always in a closed loop, at most in an open loop",
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
    about: "closed: the next request after each response; " +
      "constant and poisson: open loop, requests arrive at `rate`",
  }),
  rate: number("Rate", 0, {
    unit: "1/s",
    max: 1e6,
    about: "total arrival rate of an open loop",
  }),
  keys: number("Keys", 1000, {
    ...{ min: 1, max: 1e8 },
    about: "distinct keys",
  }),
  key_distribution: choice("Key distribution", ["uniform", "zipfian"], {
    about: "distribution of the requested keys",
  }),
  policy: choice("Policy", ["spread", "first"], {
    about: "spread: round-robin over all nodes; first: all to the first node",
  }),
  timeout: number("Time-out", 5, {
    unit: "s",
    min: 0.001,
    identifies: true,
    about: "timeout of a request",
  }),
  threads: number("Generator threads", 1, {
    min: 1,
    max: 256,
    about: "threads of the load generator",
    identifies: false,
  }),
} satisfies Settings;
