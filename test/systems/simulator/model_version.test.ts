/** Records of one version are of one model: whoever changes what it makes of a seed gives it another version. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { PlatformEvent } from "../../../src/systems/platform/platform.ts";
import { collect, limits, mix, pushAll, signal, start } from "./_platform.ts";

/** Of all that happens and is sampled, in whole milliseconds. */
const digests: Readonly<Record<string, string>> = {
  "2": "203d1e8051710660",
};

function toText(event: PlatformEvent): string {
  const subject = "app" in event
    ? `${event.app}/${event.index}`
    : "task" in event
    ? event.task
    : "";
  const cell = "cell" in event ? event.cell : "";
  const state = "state" in event ? event.state : "";
  return [event.kind, Math.round(event.at), subject, cell, state]
    .join(" ");
}

test("a seed makes the same of the model as when its version was given", async () => {
  await using platform = start(12, { seed: 5 });
  const events = collect(platform);
  await pushAll(platform, mix(12, 0.3), 24);
  await platform.clock.wait(7200, signal);
  await platform.killCells!(4);
  await platform.clock.wait(900, signal);
  await platform.wipeStore!("partial", 30);
  await platform.clock.wait(900, signal);
  await platform.runTasks!(300, limits);
  const lines = [
    ...events.map(toText),
    ...platform.samples().map(({ metric, at, value }) =>
      `${metric} ${Math.round(at)} ${value.toPrecision(6)}`
    ),
  ];
  expect(lines.length).toBeGreaterThan(10_000);
  const digest = createHash("sha256").update(lines.join("\n")).digest("hex");
  expect(digest.slice(0, 16)).toBe(digests[platform.version]);
});
