import { expect, test } from "vitest";
import { NO_COUNTERS } from "../../../../src/systems/forwarders/forwarder.ts";
import { readSyslogNgCounters } from "../../../../src/systems/forwarders/syslog_ng/syslog_ng_counters.ts";
import { withTempFolder } from "../../../testing/records.ts";

const forwarding = {
  topology: "fan-out",
  sinks: [1, 2].map((port) => ({ name: `sink-${port}`, host: "h", port })),
  bufferCap: 1,
  atCap: "drop",
} as const;

const response = `SourceName;SourceId;SourceInstance;State;Type;Number
dst.network;d1#0;tcp,127.0.0.1:21001;a;dropped;7
dst.network;d1#0;tcp,127.0.0.1:21001;a;queued;100000
dst.network;d1#0;tcp,127.0.0.1:21001;a;written;42
dst.network;d2#0;tcp,127.0.0.1:21002;a;queued;no number
src.network;d2#0;tcp,127.0.0.1:21002;a;written;9
center;;queued;a;processed;11
.
`;

/** Answers one request at a socket with parts of a response. */
async function answer(
  listener: Deno.UnixListener,
  parts: readonly string[],
): Promise<string> {
  using connection = await listener.accept();
  const bytes = new Uint8Array(100);
  const count = await connection.read(bytes) ?? 0;
  for (const part of parts) {
    await connection.write(new TextEncoder().encode(part));
  }
  return new TextDecoder().decode(bytes.subarray(0, count));
}

test("readSyslogNgCounters() asks the control socket", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/control`;
    using listener = Deno.listen({ transport: "unix", path });
    const asked = answer(listener, [
      response.slice(0, 100),
      response.slice(100),
    ]);
    expect(await readSyslogNgCounters(path, forwarding)).toEqual({
      sinks: [{ queued: 100_000, sent: 42, dropped: 7 }, NO_COUNTERS],
      shared: NO_COUNTERS,
    });
    expect(await asked).toBe("STATS\n");
  }));

test("readSyslogNgCounters() knows nothing of one that is silent, gone, or never was", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/control`;
    const none = { sinks: [NO_COUNTERS, NO_COUNTERS], shared: NO_COUNTERS };
    expect(await readSyslogNgCounters(path, forwarding)).toEqual(none);
    using listener = Deno.listen({ transport: "unix", path });
    const gone = answer(listener, []);
    expect(await readSyslogNgCounters(path, forwarding)).toEqual(none);
    await gone;
    // Accepted by the kernel, and never answered.
    expect(await readSyslogNgCounters(path, forwarding)).toEqual(none);
  }));
