import { expect, test } from "vitest";
import { watchUnexpectedExits } from "../../../src/lab/processes/unexpected_exits.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { until } from "../../testing/processes.ts";

function toRecorder() {
  const rows: string[] = [];
  return {
    rows,
    event: (kind: string, subject: string, detail = "") =>
      void rows.push(`${kind} ${subject} ${detail}`),
    warn: (code: string, message: string) =>
      void rows.push(`warning ${code}: ${message}`),
  };
}

test("watchUnexpectedExits() records an external kill with the signal and the last line of the log", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", ["sh", "-c", "echo ready; sleep 60"]);
  const recorder = toRecorder();
  await using _ = watchUnexpectedExits([node], recorder);
  await until("it is ready", async () => await node.logTail(1) === "ready");
  Deno.kill(node.pid ?? NaN, "SIGKILL");
  await until("its end is recorded", () => recorder.rows.length === 2);
  expect(recorder.rows).toEqual([
    "died node-0 SIGKILL: ready",
    "warning died: node-0 ended by itself: SIGKILL: ready",
  ]);
});

test("watchUnexpectedExits() records an exit after each restart", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", ["sh", "-c", "sleep 0.3; exit 7"]);
  const recorder = toRecorder();
  await using _ = watchUnexpectedExits([node], recorder);
  await node.ended();
  node.start();
  await node.ended();
  await until("both ends are recorded", () => recorder.rows.length === 4);
  expect(recorder.rows[0]).toBe("died node-0 exit 7");
});

test("watchUnexpectedExits() does not record exits by kill(), stop() or signal()", async () => {
  await using group = await ProcessGroup.create();
  const recorder = toRecorder();
  const node = group.spawn("node-0", ["sleep", "60"]);
  await using _ = watchUnexpectedExits([node], recorder);
  await node.kill();
  node.start();
  await node.stop();
  node.start();
  node.signal("SIGTERM");
  await node.ended();
  expect(recorder.rows).toEqual([]);
});
