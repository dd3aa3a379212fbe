import { expect, test } from "vitest";
import { oddLineRows } from "../../../../src/analysis/forwarding/measures/odd_line_rows.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";
import { toTestEvent } from "../../../testing/monitoring_rows.ts";

test("oddLineRows() has the fate of each line, with what arrived", async () => {
  await withForwardingStore([{
    attribute: "fidelity",
    events: [toTestEvent("odd_line", "tab", {
      ...{ at: 1, detail: "changed" },
      data: {
        ...{ sent: 10, received: 13, lines: 1 },
        ...{ sent_text: "a\\x09b", received_text: "a#011b" },
      },
    })],
  }], async (store) => {
    expect(await oddLineRows(store)).toEqual([{
      ...{ run_id: "r1", name: "tab", fate: "changed" },
      ...{ sent: 10, received: 13, lines: 1 },
      ...{ sent_text: "a\\x09b", received_text: "a#011b" },
    }]);
  });
});
