/** Parses the settings of a dbtester test from its title and the list below it. */
import { toLoop } from "../load_tools/load_run.ts";

export interface DbtesterTitleOptions {
  /** Database of the column; a title may state the clients of each. */
  readonly system: string;
  /** Items of the list. */
  readonly notes: readonly string[];
}

/**
 * Returns the settings in a title such as `Write 1M keys, 256-byte key, 1KB value, Best Throughput (etcd 1,000,
 * Zookeeper 500, Consul 500 clients)`.
 *
 * A range of clients (`clients 1 to 1,000`) stays text, as it is not one number of workers. 1KB is 1,024 bytes, as in
 * dbtester's own configuration.
 */
export function dbtesterParams(
  title: string,
  { system, notes }: DbtesterTitleOptions,
): Record<string, number | string | null> {
  const size = /([\d,.]+)\s*(KB|-?byte) value/i.exec(title);
  const limit = /([\d,]+) QPS/.exec(title)?.[1];
  const rate = limit ? toNumber(limit) : null;
  return {
    nodes: nodesOf(notes),
    workers: workersOf(title, system),
    clients: /clients ([\d,]+ to [\d,]+)/.exec(title)?.[1] ?? null,
    value_size: size
      ? toNumber(size[1] ?? "") * (/kb/i.test(size[2] ?? "") ? 1024 : 1)
      : null,
    read_share: /^Read\b/.test(title) ? 1 : /^Write\b/.test(title) ? 0 : null,
    rate,
    loop: toLoop(rate),
  };
}

/** Returns the number of machines without those of the clients. */
function nodesOf(notes: readonly string[]): number | null {
  for (const note of notes) {
    const [, machines, clients] =
      /^(\d+) machines\b.*\((\d+) for client\)/.exec(note) ?? [];
    if (machines && clients) return Number(machines) - Number(clients);
  }
  return null;
}

function workersOf(title: string, system: string): number | null {
  const [, list] = /\((.*)\)/.exec(title) ?? [];
  const item = list?.split(/, (?=[A-Z])/i).find((entry) =>
    entry.toLowerCase().startsWith(`${system.toLowerCase()} `)
  );
  const count = /^\S+ ([\d,]+K?)/.exec(item ?? "")?.[1] ??
    /(\d[\d,]*K?) clients?\b/.exec(list === undefined ? title : "")?.[1];
  return count ? toNumber(count) : null;
}

function toNumber(text: string): number {
  const number = Number(text.replace(/K$/, "").replaceAll(",", ""));
  return text.endsWith("K") ? number * 1000 : number;
}
