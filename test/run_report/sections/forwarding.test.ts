import { expect, test } from "vitest";
import { makeForwarderRun } from "../../testing/forwarder_runs.ts";
import { withTestStore } from "../../testing/records.ts";
import { toTestContent } from "../../testing/run_content.ts";
import { readForwarding } from "../../../src/run_report/facts/forwarding_content.ts";
import { forwardingTiles } from "../../../src/run_report/tiles/forwarding_tiles.ts";
import {
  configurationSection,
  linesSection,
} from "../../../src/run_report/sections/forwarding.ts";
import { toVerdict } from "../../../src/run_report/sections/verdict.ts";

const made = makeForwarderRun({
  system: "syslog-ng",
  version: "3",
  inFlight: 2087,
});

/** Runs `body` with the content of the made-up run. */
function withContent(
  body: (content: ReturnType<typeof toTestContent>) => void,
): Promise<void> {
  return withTestStore([made], async (store) => {
    const [run] = made;
    const forwarding = await readForwarding(store, run);
    body(toTestContent({
      run,
      forwarding,
      lines: {
        warnings: [],
        reported: [],
        events: [{
          ...{ at: null, kind: "configuration", subject: "syslog-ng.conf" },
          ...{ detail: "# <b>\nlisten {folder}/in", data: {} },
        }],
      },
    }));
  });
}

test("a run of a forwarder says its verdict, what it lost and how long it drained", async () => {
  await withContent((content) => {
    expect(toVerdict(content).markdown).toBe(
      "**Back pressure: pass with loss.** 2,087 lines lost that were on their way when the sink died.",
    );
    if (content.forwarding === null) throw new TypeError("no forwarding");
    const tiles = forwardingTiles(content, content.forwarding);
    expect(tiles.map(({ label, value }) => [label, value])).toEqual([
      ["Lines sent", "390,000"],
      ["Lost", "2,087"],
      ["sink-2 drained after", "1.5"],
      ["Most on disk", "85.8"],
      ["p99 until sink-2, the slowest", expect.any(String)],
    ]);
    const tables = JSON.stringify(linesSection(content));
    expect(tables).toContain("Lines at every sink");
    expect(tables).toContain("in flight");
  });
});

test("a run of a forwarder shows its configuration in full, as text", async () => {
  await withContent((content) => {
    const [cell] = configurationSection(content);
    expect(cell?.source).toContain("fold syslog-ng.conf");
    expect(cell?.source).toContain("# <b>\nlisten {folder}/in");
  });
});

test("a run of something else has none of these sections", () => {
  const content = toTestContent();
  expect(linesSection(content)).toEqual([]);
  expect(configurationSection(content)).toEqual([]);
});
