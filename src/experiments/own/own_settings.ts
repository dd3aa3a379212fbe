/** Settings of every experiment of a user's own, with their defaults. */
import { choice, number, type Settings } from "../../lab/plan/settings.ts";
import {
  keyValueSettings,
  MAX_WORKERS,
} from "../../workloads/key_value/load_settings.ts";
import { faultSettings } from "../cluster/fault_settings.ts";

const { timeout, threads } = keyValueSettings;

export const ownSettings = {
  nodes: number("Nodes", 1, {
    ...{ min: 1, max: 100 },
    about: "nodes of the system",
  }),
  workers: number("Users", 10, {
    ...{ min: 1, max: MAX_WORKERS },
    about:
      "users with a connection each: always on a journey in a closed loop, at most in an open loop",
  }),
  loop: choice("Loop", ["closed", "constant", "poisson"], {
    about: "closed: a user begins the next journey when the last is over; " +
      "constant and poisson: open loop, journeys begin at `rate`",
  }),
  rate: number("Rate", 0, {
    unit: "1/s",
    max: 1e6,
    about: "journeys that begin a second, in an open loop",
  }),
  timeout,
  threads,
  memory_limit: number("Memory budget", 0, {
    unit: "B",
    integer: true,
    about: "of a node, which is killed above it; 0 = unlimited",
  }),
  cpu_limit: number("Processor budget", 0, {
    integer: false,
    about: "cores of a node; 0 = unlimited",
  }),
  warmup: number("Warm-up", 2, { unit: "s", about: "load before measuring" }),
  duration: number("Duration", 10, {
    unit: "s",
    min: 0.1,
    about: "measured load",
  }),
  cooldown: number("Cool-down", 1, {
    unit: "s",
    about: "idle time after the load, before the next run",
  }),
  ...faultSettings,
} satisfies Settings;
