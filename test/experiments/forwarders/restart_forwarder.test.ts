/** Stopping and starting the processes of a forwarder. */
import { expect, test } from "vitest";
import { restartForwarder } from "../../../src/experiments/forwarders/restart_forwarder.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";

test("all of its processes are stopped before the first one starts again, each with its events", async () => {
  await using processes = await ProcessGroup.create();
  const stopped = ["forwarder", "forwarder-adapter"].map((name) => ({
    name,
    process: processes.spawn(name, ["sleep", "60"]),
  }));
  const pids = stopped.map(({ process }) => process.pid);
  const events: string[] = [];
  await restartForwarder({
    ...{ stopped, by: "SIGKILL" },
    recorder: {
      event: (kind: string, name: string, detail = "") =>
        void events.push(`${kind} ${name} ${detail}`.trim()),
      warn: (code: string) => void events.push(code),
    },
    signal: new AbortController().signal,
  });
  expect(events).toEqual([
    "down forwarder SIGKILL",
    "down forwarder-adapter SIGKILL",
    "up forwarder",
    "up forwarder-adapter",
  ]);
  for (const [index, { process }] of stopped.entries()) {
    expect(process.pid).not.toBe(null);
    expect(process.pid).not.toBe(pids[index]);
  }
});
