import { expect, test } from "vitest";
import {
  toConfigText,
  toDuration,
} from "../../../src/systems/prometheus/prometheus_config.ts";

function timeoutFor(scrapeInterval: number): string {
  const text = toConfigText({
    addresses: [],
    self: "127.0.0.1:9090",
    scrapeInterval,
  });
  return JSON.parse(text).global.scrape_timeout;
}

test("toConfigText() has a job for the targets and one for the server", () => {
  const text = toConfigText({
    addresses: ["127.0.0.1:9001", "[::1]:9002"],
    self: "127.0.0.1:9090",
    scrapeInterval: 15,
  });
  expect(JSON.parse(text)).toEqual({
    global: { scrape_interval: "15000ms", scrape_timeout: "14000ms" },
    scrape_configs: [
      {
        job_name: "targets",
        static_configs: [{ targets: ["127.0.0.1:9001", "[::1]:9002"] }],
      },
      {
        job_name: "prometheus",
        static_configs: [{ targets: ["127.0.0.1:9090"] }],
      },
    ],
  });
});

test("toConfigText() sets a scrape timeout up to the scrape interval", () => {
  expect(timeoutFor(60)).toBe("59000ms");
  expect(timeoutFor(2)).toBe("1000ms");
  expect(timeoutFor(1.5)).toBe("1000ms");
  expect(timeoutFor(1)).toBe("1000ms");
  expect(timeoutFor(0.2)).toBe("200ms");
});

test("toDuration() returns whole milliseconds, as Prometheus requires", () => {
  expect(toDuration(7200)).toBe("7200000ms");
  expect(toDuration(0.1 + 0.2)).toBe("300ms");
});
