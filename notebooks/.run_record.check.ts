;/* cell 1 */
import {
  bullets,
  checkDatapoints,
  formatPercent,
  formatValue,
  hiddenKeys,
  loadLines,
  md,
  openStore,
  parameters,
  quoted,
  recordTable,
  runRecord,
  table,
  warningsOf,
  z,
} from "loadline";
;/* cell 2 */
const { successAtLeast } = parameters(z.object({
  /** Lowest success rate of queries that counts as carried, 1 = 100 %. */
  successAtLeast: z.number().min(0).max(1).default(0.995),
}));
;/* cell 3 */
const store = await openStore("monitoring-load");
const record = await runRecord(store);
const lines = await loadLines(store, {
  load: "datapoints_rate",
  along: ["targets"],
  objectives: [
    { name: "no out-of-memory kill", metric: "memory", without: "OOM" },
    {
      name: `query success of ${formatPercent(successAtLeast)}`,
      metric: "query_success_rate",
      atLeast: successAtLeast,
    },
  ],
});
const perMinute = (load: number | null) =>
  load === null ? "none" : formatValue(load, "1/min");
;/* cell 4 */
const found = lines.filter(({ passed, failed }) => passed && failed);
const latest = found.reduce((a, b) =>
  (a.runs.at(-1)?.started_at ?? "") > (b.runs.at(-1)?.started_at ?? "") ? a : b
);
md`Load line between **${
  perMinute(latest.passed)
}** datapoints/min, the highest load that held, and **${
  perMinute(latest.failed)
}**, the lowest that broke (${latest.first.join(" and ")}).`;
;/* cell 5 */
table(lines, [
  {
    key: "metrics",
    label: "Metrics per target",
    align: "right",
    format: ({ configuration }) => configuration.metrics_per_target ?? "",
  },
  {
    key: "interval",
    label: "Value interval [s]",
    align: "right",
    format: ({ configuration }) => configuration.value_interval ?? "",
  },
  {
    key: "users",
    label: "Query users",
    align: "right",
    format: ({ configuration }) => configuration.locust_workers ?? "",
  },
  {
    key: "runs",
    label: "Runs held / broke / unknown",
    align: "center",
    format: ({ runs }) =>
      ["held", "broken", "unknown"].map((result) =>
        runs.filter((run) => run.result === result).length
      ).join(" / "),
  },
  {
    key: "passed",
    label: "Highest that held [datapoints/min]",
    align: "right",
    format: ({ passed }) => perMinute(passed),
  },
  {
    key: "failed",
    label: "Lowest that broke [datapoints/min]",
    align: "right",
    format: ({ failed }) => perMinute(failed),
  },
  {
    key: "first",
    label: "What broke first",
    format: ({ first }) => first.join(", "),
  },
], { caption: "Load line of each configuration" });
;/* cell 6 */
for (const [i, part] of record.tables.entries()) {
  await Deno.jupyter.display(
    recordTable(part, {
      caption: `Run record, part ${i + 1} of ${record.tables.length}`,
    }),
  );
}
;/* cell 7 */
bullets(record.headline.map(({ text }) => quoted(text)));
;/* cell 8 */
md`${
  record.comments.map(({ subject, text }) =>
    md`### ${subject}

${quoted(text)}`
  )
}`;
;/* cell 9 */
const checks = await checkDatapoints(store);
const disagreeing = checks.filter(({ agrees }) => !agrees);
md`**${
  checks.length - disagreeing.length
} of ${checks.length}** runs agree with their settings${
  disagreeing.length === 0
    ? "."
    : `; not: ${disagreeing.map(({ text }) => text).join(", ")}.`
}`;
;/* cell 10 */
table(checks, [
  {
    key: "day",
    label: "Run",
    format: (row) => row.started_at?.slice(0, 10) ?? "",
  },
  { key: "metrics_per_target", label: "Metrics per target" },
  { key: "targets", label: "Targets" },
  { key: "scrape_interval_s", label: "Scrape interval [s]" },
  {
    key: "expected",
    label: "Expected [1/min]",
    format: ({ expected }) => perMinute(expected),
  },
  {
    key: "recorded",
    label: "Recorded [1/min]",
    format: ({ recorded }) => perMinute(recorded),
  },
  { key: "agrees", label: "Agree" },
], { caption: "Nominal load against what was recorded" });
;/* cell 11 */
table(
  await hiddenKeys(store, {
    by: ["metrics_per_target", "value_interval", "locust_workers"],
    along: ["targets"],
  }),
  [
    { key: "key", label: "Setting" },
    { key: "cells", label: "Configurations in which it differs" },
    { key: "of", label: "of" },
    { key: "example", label: "For example" },
  ],
  { caption: "Hidden keys" },
);
;/* cell 12 */
table(await warningsOf(store), [
  { key: "code", label: "Warning" },
  { key: "n", label: "Times" },
  { key: "example", label: "First of them" },
  { key: "place", label: "Where" },
], { caption: "Warnings from reading the record" });
export {};
