/** The configuration that memtier_benchmark writes beside its results, under our keys. */

import { loopOf } from "../load_tools/load_run.ts";

/** Commands that the ratio of the configuration is of, and rows that are no commands. */
const OF_RATIO = new Set(["Sets", "Gets", "Waits", "Totals"]);

/**
 * Settings that name a case; passwords, addresses and files are not among them. `counts` is how often each command was run:
 * with `--command` the configuration still states a ratio of sets and gets, which was not used.
 */
export function memtierParams(
  configuration: Readonly<Record<string, unknown>>,
  counts: ReadonlyMap<string, number>,
): Record<string, number | string | null> {
  const count = (key: string) => {
    const value = configuration[key];
    return typeof value === "number" && value > 0 && Number.isFinite(value)
      ? value
      : null;
  };
  const text = (key: string) => {
    const value = configuration[key];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const [clients, threads] = [count("clients"), count("threads")];
  const [, sets, gets] = /^(\d+):(\d+)$/.exec(text("ratio") ?? "") ?? [];
  const all = Number(sets) + Number(gets);
  const used = [...counts.keys()].every((name) => OF_RATIO.has(name));
  return {
    // Clients are connections of each thread.
    workers: clients === null || threads === null ? null : clients * threads,
    value_size: count("data_size"),
    read_share: used && all > 0 ? Number(gets) / all : null,
    threads,
    pipeline: count("pipeline"),
    rate_of_a_worker: count("rate_limit"),
    loop: "rate_limit" in configuration ? loopOf(count("rate_limit")) : null,
    requests_of_a_worker: count("requests"),
    key_pattern: text("key_pattern"),
    keys: keysOf(configuration),
    duration: count("test_time"),
  };
}

function keysOf(
  { key_minimum: from, key_maximum: to }: Readonly<Record<string, unknown>>,
): number | null {
  return typeof from === "number" && typeof to === "number" && to >= from
    ? to - from + 1
    : null;
}
