import { expect, test } from "vitest";
import { watchDeaths } from "../../../src/lab/processes/unexpected_exits.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { until } from "../../testing/processes.ts";

function toRecorder() {
  const told: string[] = [];
  return {
    told,
    event: (kind: string, subject: string, detail = "") =>
      void told.push(`${kind} ${subject} ${detail}`),
    warn: (code: string, message: string) =>
      void told.push(`warning ${code}: ${message}`),
  };
}

test("watchDeaths() tells of a process that somebody else killed, how, and its last line", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", ["sh", "-c", "echo ready; sleep 60"]);
  const recorder = toRecorder();
  await using _ = watchDeaths([node], recorder);
  await until("it is ready", async () => await node.lastWords(1) === "ready");
  Deno.kill(node.pid ?? NaN, "SIGKILL");
  await until("its end is told", () => recorder.told.length === 2);
  expect(recorder.told).toEqual([
    "died node-0 SIGKILL: ready",
    "warning died: node-0 ended by itself: SIGKILL: ready",
  ]);
});

test("watchDeaths() tells of an end by exit, however often it is started again", async () => {
  await using group = await ProcessGroup.create();
  const node = group.spawn("node-0", ["sh", "-c", "sleep 0.3; exit 7"]);
  const recorder = toRecorder();
  await using _ = watchDeaths([node], recorder);
  await node.ended();
  node.start();
  await node.ended();
  await until("both ends are told", () => recorder.told.length === 4);
  expect(recorder.told[0]).toBe("died node-0 exit 7");
});

test("watchDeaths() tells nothing of what we ended: killed, stopped, or signalled", async () => {
  await using group = await ProcessGroup.create();
  const recorder = toRecorder();
  const node = group.spawn("node-0", ["sleep", "60"]);
  await using _ = watchDeaths([node], recorder);
  await node.kill();
  node.start();
  await node.stop();
  node.start();
  node.signal("SIGTERM");
  await node.ended();
  expect(recorder.told).toEqual([]);
});
