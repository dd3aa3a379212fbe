/** Adds the periods of Artillery as samples. */
import type { Sample } from "../../record/mod.ts";
import { entriesAt, msAt, toNumber, valueAt } from "../load_frame/document.ts";
import type { ToolContext } from "../load_frame/tool_fields.ts";
import { type Piece, toWarning } from "../source/importer.ts";
import { maybeTime } from "../source/time.ts";

/** Statistics by Artillery's names. */
const statistics = new Map([
  ["median", "median"],
  ["mean", "mean"],
  ["min", "min"],
  ["max", "max"],
  ["p999", "p99.9"],
]);

/** Returns the statistic of a key such as `p999`; null for another key. */
export function toStatistic(key: string): string | null {
  const known = statistics.get(key);
  if (known !== undefined) return known;
  return /^p\d\d$/.test(key) ? key : null;
}

/** Unit of the values of a summary: in the file, in the record, and base units in one of the file. */
interface SummaryUnit {
  readonly symbol: string;
  readonly unit: string;
  readonly factor: number;
}

const time: SummaryUnit = { symbol: "ms", unit: "s", factor: 1e-3 };
const memory: SummaryUnit = { symbol: "MB", unit: "B", factor: 1e6 };
const plain: SummaryUnit = { symbol: "", unit: "", factor: 1 };

/** Names of summaries of Artillery itself; a script may have others. */
const OWN = /^(?:http|socketio|websocket|grpc|vusers|plugins|browser|engine)\b/;

/** Returns the unit of a summary by its name; null for one of a script. */
export function unitOfSummary(name: string): SummaryUnit | null {
  if (!OWN.test(name)) return null;
  if (name.endsWith("_mb")) return memory;
  // The shift of a layout is a number.
  return /\.CLS(?:\.|$)/.test(name) ? plain : time;
}

/** Adds the values of a period as samples at its beginning. */
export function addPeriod(
  { piece, run_id, place }: ToolContext,
  period: unknown,
  number: number,
): void {
  const ms = toNumber(valueAt(period, "period")) ??
    toNumber(valueAt(period, "timestamp")) ??
    msAt(period, "timestamp");
  const at = maybeTime(ms);
  if (at === null) {
    rejectPeriod(piece, { run_id, place, number });
    return;
  }
  const add = (
    metric: string,
    value: unknown,
    { unit, factor }: Pick<Sample, "unit"> & { readonly factor: number },
  ) => {
    const read = toNumber(value);
    if (read === null) return;
    piece.counts.read++;
    piece.counts.stored++;
    const source = "generator";
    piece.rows.samples.push({
      run_id,
      source,
      metric,
      unit,
      at,
      value: read * factor,
    });
  };
  for (const [name, value] of entriesAt(period, "counters")) {
    add(name, value, plain);
  }
  for (const [name, value] of entriesAt(period, "rates")) {
    add(name, value, { unit: "1/s", factor: 1 });
  }
  for (const [name, summary] of entriesAt(period, "summaries")) {
    const unit = unitOfSummary(name) ?? plain;
    for (const [key, value] of entriesAt(summary, "")) {
      const statistic = toStatistic(key);
      if (statistic !== null) add(`${name} ${statistic}`, value, unit);
    }
  }
  // Version 1.
  add("requests_completed", valueAt(period, "requestsCompleted"), plain);
  add("scenarios_created", valueAt(period, "scenariosCreated"), plain);
  for (const [key, value] of entriesAt(period, "latency")) {
    const statistic = toStatistic(key);
    if (statistic !== null) add(`latency ${statistic}`, value, time);
  }
}

function rejectPeriod(
  { counts, rows }: Piece,
  { run_id, place, number }: {
    readonly run_id: string;
    readonly place: string;
    readonly number: number;
  },
): void {
  counts.read++;
  counts.rejected++;
  rows.warnings.push(toWarning({
    run_id,
    code: "rejected-row",
    message: "a period is left out as its time cannot be read",
    place: `${place}, period ${number}`,
  }));
}
