/** Converts the configuration in a memtier_benchmark result to params. */

import { toLoop } from "../load_tools/load_run.ts";

/** Commands of the configured ratio, and rows that are not commands. */
const RATIO_COMMANDS = new Set(["Sets", "Gets", "Waits", "Totals"]);

/**
 * Returns the settings of a case, without passwords, addresses and files. `counts` is the number of requests of each
 * command: with `--command` the configuration still states a ratio of sets and gets, which was not used.
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
  const total = Number(sets) + Number(gets);
  const isRatioUsed = [...counts.keys()].every((name) =>
    RATIO_COMMANDS.has(name)
  );
  return {
    // Clients are connections of each thread.
    workers: clients === null || threads === null ? null : clients * threads,
    value_size: count("data_size"),
    read_share: isRatioUsed && total > 0 ? Number(gets) / total : null,
    threads,
    pipeline: count("pipeline"),
    rate_of_a_worker: count("rate_limit"),
    loop: "rate_limit" in configuration ? toLoop(count("rate_limit")) : null,
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
