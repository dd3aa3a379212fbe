/** Imports Prometheus: the JSON of its queries, and pages of metrics in its text format or that of OpenMetrics. */
import { defineTool } from "../load_frame/define_tool.ts";
import { hasKeys } from "../load_frame/glance.ts";
import { nameSettings } from "./metric_name.ts";
import { readPrometheusPage } from "./prometheus_page.ts";
import { readPrometheusJson } from "./prometheus_json.ts";

/** Importer of Prometheus, format `prometheus`. */
export const prometheus = defineTool({
  format: "prometheus",
  title: "Prometheus: JSON of query_range and query; metrics as text",
  extensions: [".json", ".prom", ".txt"],
  settings: {
    ...nameSettings,
    scraped_at: "time of a page of metrics, in ISO 8601 with an offset",
  },
  shapes: [
    {
      title: "JSON of a query",
      marks: "the keys status, and resultType or errorType",
      fits: (glance) =>
        hasKeys(glance, "status") &&
        /"(?:resultType|errorType)"/.test(glance.text),
      isStreamed: false,
      read: readPrometheusJson,
    },
    {
      title: "page of metrics",
      marks: "lines '# TYPE name type', '# HELP name ...' or '# EOF'",
      fits: ({ text }) =>
        /^# (?:TYPE|HELP|UNIT) [a-zA-Z_:"]\S* \S/m.test(text) ||
        /^# EOF$/m.test(text),
      isStreamed: true,
      read: readPrometheusPage,
    },
  ],
});
