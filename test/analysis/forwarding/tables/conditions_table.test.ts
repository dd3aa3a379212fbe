import { expect, test } from "vitest";
import { judgeAll } from "../../../../src/analysis/forwarding/attribute_cells.ts";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { conditionsTable } from "../../../../src/analysis/forwarding/tables/conditions_table.ts";
import { renderMarkdownTable } from "../../../../src/report/mod.ts";
import {
  type LiteralForwarding,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestEvent } from "../../../testing/monitoring_rows.ts";

test("conditionsTable() has load, sinks and outage of each case, and where it was run", async () => {
  const environment = { processor: "Pentium", cores: 2 };
  const runs: readonly Partial<LiteralForwarding>[] = [
    {
      operations: [{ bytes: 14_000 * 90, duration_s: 1 }],
      run: { environment, tool_version: "0.1.0+a" },
    },
    {
      ...{ system: "nats", params: { outage: 6 } },
      run: { environment, tool_version: "0.1.0+b" },
    },
    {
      fault: "frozen-killed",
      events: [toTestEvent("down", "sink-2", { at: 7, detail: "SIGKILL" })],
      run: { environment, tool_version: "0.1.0+b" },
    },
    { run: { status: "skipped", notes: "no" }, attribute: "restart" },
  ];
  const named = runs.map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(named, async (store) => {
    const text = renderMarkdownTable(
      conditionsTable({ runs: judgeAll(await forwardingMeasures(store)) }),
    );
    expect(text).toContain("Machine: Pentium, 2 cores.");
    expect(text).toContain("Loadline: 0.1.0+a (1 run); 0.1.0+b (2 runs).");
    expect(text).toMatch(
      /Back pressure +\| killed +\| +2 \| +1,000 \| +90 \| +1 \| +3 \| +6 s \| +– \|/,
    );
    expect(text).toMatch(/frozen-killed .* 3 s \|/);
    expect(text).not.toContain("Restart");
  });
});

test("conditionsTable() has what was asked on throughput in order of its rate", async () => {
  const named = [1_110_761, 102_000, 89_328].map((rate, i) => ({
    ...{ run_id: `r${i + 1}`, attribute: "throughput", fault: "none" },
    params: { rate },
  }));
  await withForwardingStore(named, async (store) => {
    const text = renderMarkdownTable(
      conditionsTable({ runs: judgeAll(await forwardingMeasures(store)) }),
    );
    expect([...text.matchAll(/3 sinks, ([\d,]+)\/s/g)].map(([, rate]) => rate))
      .toEqual(["89,328", "102,000", "1,110,761"]);
  });
});

test("conditionsTable() of no runs says so", () => {
  expect(renderMarkdownTable(conditionsTable({ runs: [] })))
    .toContain("No run that counts is on record.");
});
