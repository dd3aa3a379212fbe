/** Writing to a sink that may go away. */
import { expect, test } from "vitest";
import { toBatch } from "../../../../src/systems/forwarders/adapters/batch.ts";
import { SinkWriter } from "../../../../src/systems/forwarders/adapters/sink_writer.ts";
import { until } from "../../../lab/_until.ts";
import { openSinks, type TestSink, toLine, toNumber } from "../_lines.ts";

/** A delivery of one line, which notes when it is done. */
function delivery(number: number, done: number[]) {
  return {
    ...toBatch(new TextEncoder().encode(`${toLine(number)}\n`)),
    acknowledge: () => void done.push(number),
  };
}

/** Writes a line to a sink that dies then, writes another one in vain, and returns what happens when it is back. */
async function tryOutage(holdMs: number, bufferSize: number) {
  using opened = await openSinks(1);
  const [sink] = opened.sinks as [TestSink];
  const writer = new SinkWriter({ ...sink.endpoint, holdMs, bufferSize });
  const done: number[] = [];
  await writer.reopen();
  expect(await writer.write(delivery(0, done))).toBe(true);
  await until(() => sink.lines.length === 1);
  if (holdMs === 0) await until(() => done.length === 1);
  sink.leave();
  await until(() => !writer.isOpen);
  expect(await writer.write(delivery(1, done))).toBe(false);
  const before = [...done];
  await sink.comeBack();
  await writer.reopen();
  expect(await writer.write(delivery(2, done))).toBe(true);
  await until(() => sink.unique.has(2));
  const { sent } = writer;
  return {
    numbers: sink.lines.map(toNumber),
    before,
    sent,
    taken: writer.takeHeld(),
  };
}

test("what was written within the hold time is written again, in order, and not done before", async () => {
  const { numbers, before, sent, taken } = await tryOutage(60_000, Infinity);
  expect(numbers).toEqual([0, 0, 1, 2]);
  expect(before).toEqual([]);
  expect(sent).toBe(0);
  expect(taken).toHaveLength(3);
});

test("without a hold time only what could not be written is written again", async () => {
  const { numbers, before } = await tryOutage(0, Infinity);
  expect(numbers).toEqual([0, 1, 2]);
  expect(before).toEqual([0]);
});

test("no more is held than a quarter of the broker's buffer", async () => {
  const { taken, sent } = await tryOutage(60_000, 4 * 120);
  expect(taken.length).toBeLessThan(3);
  expect(sent).toBeGreaterThan(0);
});
