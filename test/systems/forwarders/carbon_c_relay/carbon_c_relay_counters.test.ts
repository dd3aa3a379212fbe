import { expect, test } from "vitest";
import { NO_COUNTERS } from "../../../../src/systems/forwarders/forwarder.ts";
import { readCarbonCRelayCounters } from "../../../../src/systems/forwarders/carbon_c_relay/carbon_c_relay_counters.ts";
import { withTempFolder } from "../../../testing/records.ts";

const prefix = "relay.destinations.127_0_0_2:2003";

test("readCarbonCRelayCounters() reads the last whole metrics of every sink", () =>
  withTempFolder(async (folder) => {
    const file = `${folder}/statistics.txt`;
    await Deno.writeTextFile(
      file,
      `ueued 77 1700000000
${prefix}.queued 5 1700000000
relay.destinations.internal.queued 1 1700000000
${prefix}.sent 41 1700000001
${prefix}.queued 6 1700000001
${prefix}.dropped 0 1700000001
${prefix}.sent 4`,
    );
    expect(
      await readCarbonCRelayCounters(file, {
        topology: "fan-out",
        sinks: [1, 2].map((number) => ({
          ...{ name: `sink-${number}`, host: `127.0.0.${number}`, port: 2003 },
        })),
        ...{ bufferCap: 1, atCap: "drop" },
      }),
    ).toEqual({
      sinks: [NO_COUNTERS, { queued: 6, sent: 41, dropped: 0 }],
      shared: NO_COUNTERS,
    });
  }));
