/** What Locust itself says in the end, read to see whether all that it did came back to us. */
import { parse } from "csv-parse/sync";
import { z } from "zod";
import type { LocustCount } from "./locust_operations.ts";

/** Requests of one name. */
export interface LocustTotal extends LocustCount {
  readonly name: string;
  /** Seconds from when it was sent, failures included, as Locust rounds it; null when it does not say. */
  readonly median: number | null;
}

/**
 * Totals by name, from `<prefix>.json` where the version writes one, otherwise from `<prefix>_stats.csv`; none when there is
 * neither. Throws SyntaxError, `CsvError` or `ZodError` for a file that is not Locust's.
 */
export async function readLocustTotals(
  prefix: string,
): Promise<LocustTotal[]> {
  const json = await readIfThere(`${prefix}.json`);
  if (json !== "") return parseLocustJson(json);
  const csv = await readIfThere(`${prefix}_stats.csv`);
  return csv === "" ? [] : parseLocustStats(csv);
}

const JsonEntries = z.array(z.object({
  name: z.string(),
  num_requests: z.number().int(),
  num_failures: z.number().int(),
  /** How often each time occurred, in milliseconds. */
  response_times: z.record(z.string(), z.number().int()),
}));

/** Reads what `--json` and `--json-file` write. */
export function parseLocustJson(text: string): LocustTotal[] {
  return JsonEntries.parse(JSON.parse(text)).map((entry) => ({
    name: entry.name,
    requests: entry.num_requests,
    failures: entry.num_failures,
    median: medianOf(entry.response_times),
  }));
}

/** The time that half of them did not exceed, as Locust's own median is. */
function medianOf(times: Readonly<Record<string, number>>): number | null {
  const sorted = Object.entries(times)
    .map(([time, count]) => ({ time: Number(time), count }))
    .sort((a, b) => a.time - b.time);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  for (const { time, count } of sorted) {
    if (2 * (before + count) >= total) return time / 1000;
    before += count;
  }
  return null;
}

const StatsRows = z.array(z.object({
  Type: z.string(),
  Name: z.string(),
  "Request Count": z.coerce.number().int(),
  "Failure Count": z.coerce.number().int(),
  "Median Response Time": z.string(),
}));

/** Reads the `_stats.csv` of `--csv`; its last row, which adds up the others, is left out. */
export function parseLocustStats(text: string): LocustTotal[] {
  const rows = StatsRows.parse(parse(text, { columns: true }));
  return rows.filter(({ Type }) => Type !== "").map((row) => {
    const median = Number.parseFloat(row["Median Response Time"]);
    return {
      name: row.Name,
      requests: row["Request Count"],
      failures: row["Failure Count"],
      // `N/A` until the first answer.
      median: Number.isNaN(median) ? null : median / 1000,
    };
  });
}

/** A sentence for each name that Locust counted otherwise than we did. */
export function compareTotals(
  totals: readonly LocustTotal[],
  counts: ReadonlyMap<string, LocustCount>,
): string[] {
  const names = new Set([...totals.map(({ name }) => name), ...counts.keys()]);
  const none = { requests: 0, failures: 0 };
  return [...names].flatMap((name) => {
    const its = totals.find((total) => total.name === name) ?? none;
    const ours = counts.get(name) ?? none;
    const agree = its.requests === ours.requests &&
      its.failures === ours.failures;
    if (agree) return [];
    return [
      `Locust counted ${describe(its)} of ${name}, and told us of ${
        describe(ours)
      }`,
    ];
  });
}

function describe({ requests, failures }: LocustCount): string {
  return `${requests} requests (${failures} failed)`;
}

/** Empty when there is no such file. */
async function readIfThere(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "";
  }
}
