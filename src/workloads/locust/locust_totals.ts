/** Reads Locust's own totals, to check that all its requests were recorded. */
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { readTextIfThere } from "../../record/disk/if_there.ts";
import type { LocustCount } from "./locust_operations.ts";

/** Totals of the requests of one name. */
export interface LocustTotal extends LocustCount {
  readonly name: string;
  /** Median seconds from sending, failures included, as Locust rounds it; null if it is not reported. */
  readonly median: number | null;
}

/**
 * Reads the totals by name from `<prefix>.json` if the version writes it, otherwise from `<prefix>_stats.csv`; none
 * if there is neither. Throws SyntaxError, `CsvError` or `ZodError` for an invalid file.
 */
export async function readLocustTotals(
  prefix: string,
): Promise<LocustTotal[]> {
  const json = await readTextIfThere(`${prefix}.json`);
  if (json) return parseLocustJson(json);
  const csv = await readTextIfThere(`${prefix}_stats.csv`);
  return csv ? parseLocustStats(csv) : [];
}

const JsonEntries = z.array(z.object({
  name: z.string(),
  num_requests: z.number().int(),
  num_failures: z.number().int(),
  /** Count of each response time in ms. */
  response_times: z.record(z.string(), z.number().int()),
}));

/** Parses the output of `--json` and `--json-file`. */
export function parseLocustJson(text: string): LocustTotal[] {
  return JsonEntries.parse(JSON.parse(text)).map((entry) => ({
    name: entry.name,
    requests: entry.num_requests,
    failures: entry.num_failures,
    median: medianOf(entry.response_times),
  }));
}

/** Returns the smallest time that at least half of the requests did not exceed, which is Locust's own median. */
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

/** Parses the `_stats.csv` of `--csv` without its last row, the sum of the others. */
export function parseLocustStats(text: string): LocustTotal[] {
  const rows = StatsRows.parse(parse(text, { columns: true }));
  return rows.filter(({ Type }) => Type !== "").map((row) => {
    const median = Number.parseFloat(row["Median Response Time"]);
    return {
      name: row.Name,
      requests: row["Request Count"],
      failures: row["Failure Count"],
      // `N/A` until the first response.
      median: Number.isNaN(median) ? null : median / 1000,
    };
  });
}

/** Returns a sentence for each name for which Locust's counts differ from ours. */
export function compareTotals(
  totals: readonly LocustTotal[],
  counts: ReadonlyMap<string, LocustCount>,
): string[] {
  const names = new Set([...totals.map(({ name }) => name), ...counts.keys()]);
  const zero = { requests: 0, failures: 0 };
  return [...names].flatMap((name) => {
    const total = totals.find((total) => total.name === name) ?? zero;
    const recorded = counts.get(name) ?? zero;
    const agree = total.requests === recorded.requests &&
      total.failures === recorded.failures;
    if (agree) return [];
    return [
      `Locust counted ${describe(total)} of ${name}, and told us of ${
        describe(recorded)
      }`,
    ];
  });
}

function describe({ requests, failures }: LocustCount): string {
  return `${requests} requests (${failures} failed)`;
}
