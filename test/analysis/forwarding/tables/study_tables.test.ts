import { expect, test } from "vitest";
import { judgeAll } from "../../../../src/analysis/forwarding/attribute_cells.ts";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { forwardingTables } from "../../../../src/analysis/forwarding/tables/study_tables.ts";
import { throughputLines } from "../../../../src/analysis/forwarding/throughput_lines.ts";
import { renderMarkdownTable } from "../../../../src/report/mod.ts";
import {
  type LiteralForwarding,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestEvent } from "../../../testing/monitoring_rows.ts";

test("oddLinesTable() shows spaces that a page would join", async () => {
  const data = { sent_text: "a  b \\x0a", received_text: "a b\\x0a" };
  await withForwardingStore([{
    ...{ attribute: "fidelity", fault: "none" },
    events: [
      toTestEvent("odd_line", "spaces", { at: 1, detail: "changed", data }),
    ],
  }], async (store) => {
    const runs = judgeAll(await forwardingMeasures(store));
    const text = renderMarkdownTable(forwardingTables.oddLines({ runs }));
    expect(text).toContain(String.raw`a\\x20\\x20b\\x20\\x0a`);
    expect(text).toContain(String.raw`a b\\x0a`);
  });
});

test("countersTable() leaves out runs in which the forwarder was started again", async () => {
  const reported = [{ label: "sink-1", statistic: "sent", value: 7 }];
  const runs: readonly Partial<LiteralForwarding>[] = [
    { reported },
    { ...{ attribute: "restart", reported }, params: { stop: "SIGKILL" } },
  ];
  const named = runs.map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(named, async (store) => {
    const runs = judgeAll(await forwardingMeasures(store));
    const text = renderMarkdownTable(forwardingTables.counters({ runs }));
    expect(text).toContain("1 of 1");
    expect(text).toContain("counted with its copies");
  });
});

test("countersTable() names an adapter of ours where it has counted", async () => {
  const drop = (annotation: string) => [
    { label: "sink-2", statistic: "dropped", value: 7, annotation },
  ];
  await withForwardingStore([
    { system: "kafka", reported: drop("adapter") },
    { ...{ run_id: "r2", system: "rsyslog" }, reported: drop("") },
  ], async (store) => {
    const runs = judgeAll(await forwardingMeasures(store));
    const text = renderMarkdownTable(forwardingTables.counters({ runs }));
    expect(text).toMatch(/kafka +\| our adapter says it dropped another/);
    expect(text).toMatch(/rsyslog +\| says it dropped another/);
  });
});

test("throughputTable() says that one rate alone was run, and that the harness was not", async () => {
  const run = { attribute: "throughput", fault: "none" };
  await withForwardingStore([run], async (store) => {
    const lines = throughputLines(await forwardingMeasures(store));
    const text = renderMarkdownTable(forwardingTables.throughput({ lines }));
    expect(text).toContain("Only one rate was run, 1,000 lines/s");
    expect(text).toContain("The harness alone was not run");
  });
});

test("throughputTable() says that shares of a harness which was not broken are at most these", async () => {
  const run = { attribute: "throughput", fault: "none" };
  const runs = [
    { ...run, run_id: "r1", system: "direct" },
    { ...run, run_id: "r2" },
  ];
  await withForwardingStore(runs, async (store) => {
    const lines = throughputLines(await forwardingMeasures(store));
    const textOf = (failed: number | null) =>
      renderMarkdownTable(forwardingTables.throughput({
        lines: lines.map((line) => ({
          ...line,
          harness: { passed: 1_000, failed, stable: true },
        })),
      }));
    expect(textOf(null)).toContain("the shares of it are at most these");
    expect(textOf(2_000)).not.toContain("at most these");
  });
});

test("throughputTable() says by how many runs a line ends, and where they were near the limit", async () => {
  const run = { attribute: "throughput", fault: "none" };
  await withForwardingStore([run], async (store) => {
    const lines = throughputLines(await forwardingMeasures(store));
    const textOf = (n: number, beyond: number | null, untold = 0) =>
      renderMarkdownTable(forwardingTables.throughput({
        lines: lines.map((line) => ({
          ...line,
          line: {
            ...{ passed: untold > 0 ? null : 1_000, failed: 2_000 },
            stable: true,
          },
          ...{ broke_runs: { n, held: 1 }, untold },
          broke_near: beyond === null ? null : { codes: ["late"], beyond },
        })),
      }));
    expect(textOf(3, 0.004)).toContain(
      "2 of 3 runs; p99 within 0.4 % of its limit",
    );
    expect(textOf(3, 0.004)).toContain("another run may hold");
    expect(textOf(3, null)).toContain("2 of 3 runs");
    expect(textOf(3, null)).not.toContain("another run may hold");
    expect(textOf(3, null)).not.toContain("does not tell");
    expect(textOf(3, null, 6)).toContain("none (6 lower rates do not tell)");
    expect(textOf(3, null, 6)).toContain("A rate does not tell if");
  });
});
