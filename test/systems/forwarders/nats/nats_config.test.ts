/** The text of `nats.conf`. */
import { expect, test } from "vitest";
import { toNatsConfig } from "../../../../src/systems/forwarders/nats/nats_config.ts";

test("it listens at loopback only and keeps its streams in the spool", () => {
  const text = toNatsConfig({
    ...{ port: 4222, monitor: 8222, spool: "/tmp/run/spool" },
    bufferCap: 1000,
  });
  expect(text).toContain('listen: "127.0.0.1:4222"');
  expect(text).toContain('http: "127.0.0.1:8222"');
  expect(text).toContain('store_dir: "/tmp/run/spool"');
  expect(text).toContain("max_file_store: 2000");
});
