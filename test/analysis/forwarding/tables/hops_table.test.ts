import { expect, test } from "vitest";
import { judgeAll } from "../../../../src/analysis/forwarding/attribute_cells.ts";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { hopsTable } from "../../../../src/analysis/forwarding/tables/hops_table.ts";
import { renderMarkdownTable } from "../../../../src/report/mod.ts";
import {
  type LiteralForwarding,
  sentAt,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";

test("hopsTable() has a row for each place of a chain, with the spread over its repetitions", async () => {
  const chain = (run_id: string, lost: number): Partial<LiteralForwarding> => ({
    ...{ run_id, attribute: "chain", fault: "none" },
    params: { hops: "syslog-ng" },
    run: { system_version: "rsyslog 8.2, syslog-ng 3.38" },
    arrived: {
      "hop-1": sentAt,
      "sink-1": (seconds) => Math.max(0, sentAt(seconds) - lost),
    },
  });
  await withForwardingStore([
    chain("r1", 0),
    chain("r2", 70),
    chain("r3", 7),
  ], async (store) => {
    const text = renderMarkdownTable(
      hopsTable({ runs: judgeAll(await forwardingMeasures(store)) }),
    );
    expect(text).toContain("rsyslog → syslog-ng");
    expect(text).toMatch(/hop-1 +\| rsyslog 8\.2 /);
    expect(text).toMatch(/sink-1 +\| syslog-ng 3\.38 /);
    expect(text).toContain("7 (0 to 70)");
  });
});
