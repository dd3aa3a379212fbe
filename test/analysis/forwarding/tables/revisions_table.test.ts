import { expect, test } from "vitest";
import { revisionsTable } from "../../../../src/analysis/forwarding/tables/revisions_table.ts";
import { renderMarkdownTable } from "../../../../src/report/mod.ts";

test("revisionsTable() has each revision with its settings, and whether its runs are judged", () => {
  const nats = {
    ...{ system: "nats", attributes: ["own", "restart"], runs: 24 },
    ...{ own_settings: ["heap=9", "hold=1", "hold=3"] },
  };
  const text = renderMarkdownTable(revisionsTable({
    revisions: [
      { ...nats, name: "nats 1", judged: false, newest: false },
      { ...nats, name: "nats 2", judged: true, newest: false },
      {
        ...{ ...nats, own_settings: [], name: "nats 3" },
        ...{ judged: true, newest: true },
      },
    ],
  }));
  expect(text).toMatch(
    /nats 1 +\| +24 \| no, newer runs are +\| heap=9, hold=1 and 3/,
  );
  expect(text).toMatch(/nats 2 .* yes, as nothing newer asks the same/);
  expect(text).toMatch(/nats 3 +\| +24 \| yes +\| – +\|/);
  expect(text).toContain("Restart, own");
  expect(renderMarkdownTable(revisionsTable({ revisions: [] })))
    .toContain("There are no runs of forwarders yet.");
});
