/**
 * Imports a page of metrics. Its lines have no times, unless they are those of a federation or of a backfill: in the format
 * of OpenMetrics they are in seconds, in that of Prometheus in milliseconds.
 */
import { toNumber } from "../load_frame/document.ts";
import { openTool } from "../load_frame/open_tool.ts";
import { openSeries } from "../load_frame/series.ts";
import { timeSetting } from "../load_frame/start_setting.ts";
import { type ToolContext, warnRun } from "../load_frame/tool_fields.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  isFull,
  type SourceFile,
} from "../source/importer.ts";
import { type ExpositionLine, parseExposition } from "./exposition_line.ts";
import { nameSeries } from "./metric_name.ts";
import { spanOf } from "./time_span.ts";

/** Imports a page as one run, as a stream. Throws `InputError` if no line is a sample. */
export function* readPrometheusPage(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { settings } = options;
  const isOpenMetrics = hasEnd(file);
  const scraped = timeSetting(options, "scraped_at");
  const msOf = ({ time }: ExpositionLine) =>
    time === ""
      ? scraped
      : (toNumber(time) ?? NaN) * (isOpenMetrics ? 1000 : 1);
  const span = spanOf(timesOf(file, msOf));
  let context: ToolContext = openTool(file, options, {
    ...unknownRun,
    ...span,
    tool: isOpenMetrics ? "openmetrics" : "prometheus",
  });
  const series = openSeries();
  const bad = { n: 0, first: 0 };
  let [number, stored, timeless] = [0, 0, 0];
  for (const line of file.lines()) {
    number++;
    const text = line.trim();
    if (text === "" || text.startsWith("#")) continue;
    const parsed = parseExposition(text);
    if (parsed === null) {
      bad.n++;
      bad.first ||= number;
      context.piece.counts.read++;
      context.piece.counts.rejected++;
    } else {
      const { source, metric, unit } = nameSeries(
        parsed.name,
        parsed.labels,
        settings,
      );
      const { value } = parsed;
      const ms = msOf(parsed);
      if (ms === null) timeless++;
      series.add(context, { source, metric, symbol: unit, ms, value });
    }
    if (!isFull(context.piece)) continue;
    stored += context.piece.counts.stored;
    yield context.piece;
    context = { ...context, piece: emptyPiece("values") };
  }
  series.close(context);
  if (bad.n > 0) {
    warnRun(
      { ...context, place: `${context.place}:${bad.first}` },
      "rejected-row",
      "lines that are no sample of a metric are left out",
      bad.n,
    );
  }
  if (timeless > 0) {
    warnRun(
      context,
      "no-timestamp",
      "lines have no times; --set scraped_at=... places them",
      timeless,
    );
  }
  if (stored + context.piece.counts.stored === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no metric with a value",
      "give a page of metrics",
    );
  }
  yield context.piece;
}

/** Returns true if the page ends as those of OpenMetrics do. */
function hasEnd({ lines }: SourceFile): boolean {
  let last = "";
  for (const line of lines()) if (line.trim() !== "") last = line.trim();
  return last === "# EOF";
}

function* timesOf(
  { lines }: SourceFile,
  msOf: (line: ExpositionLine) => number | null,
): Generator<number> {
  for (const line of lines()) {
    const parsed = line.startsWith("#") ? null : parseExposition(line.trim());
    if (parsed !== null) yield msOf(parsed) ?? NaN;
  }
}
