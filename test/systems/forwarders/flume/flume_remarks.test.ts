import { expect, test } from "vitest";
import { toFlumeConfig } from "../../../../src/systems/forwarders/flume/flume_config.ts";
import { toFlumeRemarks } from "../../../../src/systems/forwarders/flume/flume_remarks.ts";

/** Properties that say what a run is, or are at their defaults. */
const SELF_EVIDENT = new Set([
  ...["sources", "channels", "sinks", "type", "bind", "port", "hostname"],
  ...["channel", "checkpointDir", "dataDirs", "batch-size", "fsyncInterval"],
]);

test.each(["drop", "block"] as const)(
  "every property away from its default is named if it must %s",
  (atCap) => {
    const forwarding = {
      topology: "fan-out",
      ...{ atCap, bufferCap: 16 * 1024 ** 2 },
      sinks: [{ name: "sink-1", host: "127.0.0.1", port: 1 }],
    } as const;
    const text = toFlumeConfig({
      ...{ port: 1, deliveries: [2], spool: "/a", linesOfEvent: 100 },
      forwarding,
    });
    const remarks = toFlumeRemarks(forwarding, { hold: 3, linesOfEvent: 100 })
      .join("\n");
    const names = [...text.matchAll(/\.([\w-]+) = /g)]
      .flatMap(([, name = ""]) => name)
      .filter((name) => !SELF_EVIDENT.has(name));
    expect(names).toContain("capacity");
    expect(names.filter((name) => !remarks.includes(name))).toEqual([]);
    expect(remarks.includes("selector.optional")).toBe(atCap === "drop");
  },
);
