import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { toStoreFaults } from "../../../src/systems/diego/store_faults.ts";
import type { PlatformEvent } from "../../../src/systems/platform/platform.ts";
import { until } from "../../testing/processes.ts";

const done = () => Promise.resolve();

/** Faults of a database of which `whenReady` decides whether it answers again. */
function toFaults(processes: ProcessGroup, whenReady: () => Promise<void>) {
  const stop = new AbortController();
  const events: PlatformEvent[] = [];
  const faults = toStoreFaults({
    ...{ apps: new Map(), onComparison: new Set(), signal: stop.signal },
    watchers: new Set([(event: PlatformEvent) => void events.push(event)]),
    resync: () => Promise.resolve(true),
  }, {
    ...{ kind: "postgresql", version: "", host: "127.0.0.1", port: 1 },
    ...{ user: "", password: "", data: "", whenReady },
    process: processes.spawn("database", ["sleep", "600"]),
    ...{ createDatabase: done, empty: done },
    query: () => Promise.resolve(""),
  });
  return { events, faults, end: () => stop.abort() };
}

test("a database that is cut off comes back, and its events say so", async () => {
  await using processes = await ProcessGroup.create();
  const { events, faults, end } = toFaults(processes, done);
  await faults.cut("total", 0.05);
  await until("it is reached", () => events.length === 2);
  expect(events).toMatchObject([
    { kind: "store", state: "cut", share: "total" },
    { kind: "store", state: "reached", share: "total" },
  ]);
  end();
  await faults.ended();
});

test("what keeps a database from coming back is thrown when the session has ended, and not before", async () => {
  await using processes = await ProcessGroup.create();
  let asked = 0;
  const { faults, end } = toFaults(processes, () => {
    asked++;
    return Promise.reject(new Error("it does not answer"));
  });
  await faults.cut("total", 0.05);
  await until("it was started again", () => asked === 1);
  // An error that nobody takes would end the process.
  await new Promise((resolve) => setTimeout(resolve, 20));
  end();
  await expect(faults.ended()).rejects.toThrow("it does not answer");
});

test("a session that ends in the outage leaves nothing to wait for", async () => {
  await using processes = await ProcessGroup.create();
  const { faults, end } = toFaults(processes, done);
  await faults.cut("total", 600);
  end();
  await faults.ended();
});
