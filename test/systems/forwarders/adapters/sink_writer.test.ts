/** Writing to a sink that may go away. */
import { expect, test } from "vitest";
import { toBatch } from "../../../../src/systems/forwarders/adapters/batch.ts";
import { SinkWriter } from "../../../../src/systems/forwarders/adapters/sink_writer.ts";
import { sleep, until } from "../../../lab/_until.ts";
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

test("the hold time does not pass while a sink that stands still takes nothing", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname: host, port } = listener.addr;
  const accepting = listener.accept();
  const writer = new SinkWriter({
    ...{ host, port, holdMs: 500, bufferSize: Infinity },
  });
  await writer.reopen();
  using connection = await accepting;
  const line = `${toLine(0)}\n`;
  const text = line.repeat(Math.ceil(2 ** 20 / line.length));
  const { data, lines } = toBatch(new TextEncoder().encode(text));
  let written = 0;
  let done = 0;
  const writing = (async () => {
    while (
      await writer.write({
        data,
        lines,
        acknowledge: () => void done++,
      })
    ) {
      written++;
    }
  })();
  // All that the kernels take is written far within the hold time; much later it is still held.
  await until(() => written > 0);
  await sleep(1500);
  expect(written).toBeLessThan(15);
  expect(done).toBe(0);
  connection.close();
  listener.close();
  await writing;
  expect(writer.takeHeld()).toHaveLength(written + 1);
});
