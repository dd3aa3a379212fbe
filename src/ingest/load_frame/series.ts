/** Adds points of series to the samples of a run, from files of few or of millions. */
import { baseUnit, maybeUnit } from "../../record/mod.ts";
import { toWarning } from "../source/importer.ts";
import { wholeMs } from "../source/time.ts";
import { toNumber } from "./document.ts";
import { addSourceSample } from "./operation_rows.ts";
import type { ToolContext } from "./tool_fields.ts";

/** Point of a series. */
export interface SeriesPoint {
  /** What it is measured of: `generator`, `host`, the name of a container. */
  readonly source: string;
  readonly metric: string;
  /** Its unit in the file. */
  readonly symbol: string;
  /** Unix time in ms; null where the file has none. */
  readonly ms: number | null;
  /** As written: a number, or the text of one. */
  readonly value: unknown;
}

/** Series of a run. */
export interface OpenSeries {
  /** Adds a point, in its base unit, and counts it; one that is no number, or of no time, is left out. */
  readonly add: (context: ToolContext, point: SeriesPoint) => void;
  /** Adds one warning for all points that were left out for one reason. */
  readonly close: (context: ToolContext) => void;
}

/** Series whose points left out have a warning of their own; the rest share one. */
const MAX_NAMED = 50;
/** Longest name kept. */
const MAX_NAME_CHARS = 1000;

/** Creates series without a point. */
export function openSeries(): OpenSeries {
  const leftOut = new Map<string, number>();
  return {
    add(context, { source, metric, symbol, ms, value }) {
      const { piece, run_id } = context;
      piece.counts.read++;
      const { factor, dimension } = maybeUnit(symbol) ?? { factor: 1 };
      const number = (toNumber(value) ?? NaN) * factor;
      const at = ms === null ? NaN : wholeMs(ms);
      const problem = problemOf({ number, at, ms, value });
      if (problem !== "") {
        piece.counts.rejected++;
        const own = `${metric.slice(0, MAX_NAME_CHARS)} ${problem}`;
        const key = leftOut.has(own) || leftOut.size < MAX_NAMED
          ? own
          : "others are left out";
        leftOut.set(key, (leftOut.get(key) ?? 0) + 1);
        return;
      }
      piece.counts.stored++;
      addSourceSample(piece, {
        run_id,
        source: source.slice(0, MAX_NAME_CHARS),
        metric: metric.slice(0, MAX_NAME_CHARS),
        unit: dimension === undefined ? symbol : baseUnit[dimension],
      }, { ms: at, value: number });
    },
    close({ piece, run_id, place }) {
      for (const [key, n] of leftOut) {
        piece.rows.warnings.push({
          ...toWarning({
            run_id,
            code: "rejected-row",
            message: `points of ${key}`,
            place,
          }),
          n,
        });
      }
      leftOut.clear();
    },
  };
}

function problemOf(
  { number, at, ms, value }: {
    readonly number: number;
    readonly at: number;
    readonly ms: number | null;
    readonly value: unknown;
  },
): string {
  if (!Number.isFinite(number)) {
    const written = typeof value === "string" ? value : JSON.stringify(value);
    return `are left out as ${String(written).slice(0, 20)} is no number`;
  }
  return ms !== null && Number.isNaN(at)
    ? "are left out as their time cannot be read"
    : "";
}
