/** Imports the results of k6: its points as NDJSON or CSV, or a summary. */
import { defineTool } from "../load_frame/define_tool.ts";
import { hasKeys, hasLabels } from "../load_frame/glance.ts";
import { readK6Csv, readK6Json } from "./k6_points.ts";
import { readK6Summary } from "./k6_summary.ts";

/** Importer of k6, format `k6`. */
export const k6 = defineTool({
  format: "k6",
  title: "k6: NDJSON or CSV of --out, or a summary in any of its three shapes",
  extensions: [".json", ".ndjson", ".csv"],
  settings: {},
  shapes: [
    {
      title: "NDJSON of --out json",
      marks: "lines with the keys metric, type and data",
      fits: ({ lines }) =>
        lines.slice(0, 20).some((line) =>
          /^\{.*"type":\s*"(?:Point|Metric)"/.test(line) &&
          line.includes('"metric"')
        ),
      isStreamed: true,
      read: readK6Json,
    },
    {
      title: "CSV of --out csv",
      marks: "the columns metric_name, timestamp, metric_value",
      fits: (glance) =>
        hasLabels(glance, ["metric_name", "timestamp", "metric_value"]),
      isStreamed: true,
      read: readK6Csv,
    },
    {
      title: "summary of handleSummary() or --summary-export",
      marks: "the key metrics with http_reqs, iterations or vus",
      fits: (glance) =>
        hasKeys(glance, "metrics") &&
        /"(?:http_reqs|iterations|vus|iteration_duration)"/.test(glance.text),
      isStreamed: false,
      read: readK6Summary,
    },
  ],
});
