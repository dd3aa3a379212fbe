import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { NodeProcess } from "../../../src/lab/processes/node_process.ts";
import { waitUntil } from "../../../src/lab/processes/wait_until_ready.ts";

const options = {
  timeout: 60,
  every: 0.01,
  signal: new AbortController().signal,
  what: "3 nodes",
  processes: [] as readonly NodeProcess[],
};

test("waitUntil() resolves when a check returns true", async () => {
  let checks = 0;
  await waitUntil(() => Promise.resolve(++checks === 3), options);
  expect(checks).toBe(3);
});

test("waitUntil() throws a TimeoutError, even if a check hangs", async () => {
  const never = () => new Promise<boolean>(() => {});
  for (const check of [never, () => Promise.resolve(false)]) {
    const waiting = waitUntil(check, { ...options, timeout: 0.05 });
    await expect(waiting).rejects.toMatchObject({
      name: "TimeoutError",
      message: "Cannot wait for 3 nodes any longer as it took more than 0.05 s",
    });
  }
});

test("waitUntil() throws a TimeoutError with what was logged", async () => {
  await using processes = await ProcessGroup.create();
  const process = processes.spawn("node-0", [
    "sh",
    "-c",
    "echo refused; exec sleep 60",
  ]);
  const quiet = processes.spawn("node-1", ["sleep", "60"]);
  await waitUntil(async () => await process.logTail() !== "", options);
  const failing = { ...options, timeout: 0.05 };
  const messageOf = (running: typeof options["processes"]) =>
    waitUntil(() => Promise.resolve(false), { ...failing, processes: running })
      .catch((error: Error) => `${error.name}: ${error.message}`);
  const late =
    "TimeoutError: Cannot wait for 3 nodes any longer as it took more than 0.05 s";
  expect(await messageOf([quiet, process])).toBe(`${late}: refused`);
  expect(await messageOf([quiet])).toBe(`${late}: nothing was logged`);
});

test("waitUntil() throws the signal's reason, and aborts the check", async () => {
  const abort = new AbortController();
  let aborted = false;
  const waiting = waitUntil((signal) => {
    signal.addEventListener("abort", () => aborted = true);
    abort.abort(new Error("enough"));
    return new Promise(() => {});
  }, { ...options, signal: abort.signal });
  await expect(waiting).rejects.toThrow("enough");
  expect(aborted).toBe(true);
  const late = waitUntil(() => Promise.resolve(true), {
    ...options,
    signal: abort.signal,
  });
  await expect(late).rejects.toThrow("enough");
});

test("waitUntil() rethrows an error of a check", async () => {
  const waiting = waitUntil(() => Promise.reject(new Error("bad")), options);
  await expect(waiting).rejects.toThrow("bad");
});

test("waitUntil() throws with the log tail if a process has ended", async () => {
  await using processes = await ProcessGroup.create();
  const process = processes.spawn("node-0", [
    "sh",
    "-c",
    "echo the port is taken; exit 1",
  ]);
  const waiting = waitUntil(() => Promise.resolve(false), {
    ...options,
    processes: [process],
  });
  await expect(waiting).rejects.toThrow(
    "Cannot wait for 3 nodes as node-0 has ended: the port is taken",
  );
});
