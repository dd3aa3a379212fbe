import { expect, test } from "vitest";
import { toBlock } from "../../../examples/relay/block.ts";
import { LineBuffer, type Taken } from "../../../examples/relay/line_buffer.ts";
import { Spool } from "../../../examples/relay/spool.ts";
import { withTempFolder } from "../../testing/records.ts";

const { signal } = new AbortController();

/** A block of one line of `bytes` bytes with a number. */
const line = (number: number, bytes = 20) =>
  toBlock(new TextEncoder().encode(`${String(number).padStart(bytes - 1)}\n`));

const numberOf = (block: Taken | null) =>
  block && Number(new TextDecoder().decode(block.bytes));

function withBuffer(
  act: (buffer: LineBuffer, folder: string) => Promise<void>,
  { blocks = false, cap = 2 ** 22 } = {},
): Promise<void> {
  return withTempFolder(async (folder) => {
    using spool = new Spool(folder, { cap });
    await act(new LineBuffer(spool, { blocks }), folder);
  });
}

/** Takes and confirms everything that waits. */
async function drain(buffer: LineBuffer): Promise<(number | null)[]> {
  const numbers: (number | null)[] = [];
  while (buffer.queued > 0) {
    const block = await buffer.take(signal);
    numbers.push(
      ...new TextDecoder().decode(block?.bytes).trimEnd().split("\n")
        .map(Number),
    );
    if (block) buffer.done(block);
  }
  return numbers;
}

test("LineBuffer keeps lines on disk while no sink is connected, in memory while one is", () =>
  withBuffer(async (buffer) => {
    buffer.push(line(1));
    expect(buffer.spoolBytes).toBe(20);
    buffer.attach();
    buffer.push(line(2));
    expect(buffer.spoolBytes).toBe(40);
    expect(await drain(buffer)).toEqual([1, 2]);
    buffer.push(line(3));
    expect([buffer.spoolBytes, buffer.queued]).toEqual([0, 1]);
    buffer.detach();
    expect([buffer.spoolBytes, buffer.queued]).toEqual([20, 1]);
    expect(await drain(buffer)).toEqual([3]);
  }));

test("LineBuffer moves a full memory to disk, and keeps the order", () =>
  withBuffer(async (buffer) => {
    buffer.attach();
    for (let number = 0; number < 30; number++) {
      buffer.push(line(number, 100_000));
    }
    expect(buffer.spoolBytes).toBeGreaterThan(2_000_000);
    expect(await drain(buffer))
      .toEqual(Array.from({ length: 30 }, (_, number) => number));
  }));

test("LineBuffer gives lines to waiting senders in turn, and to none that has given up", () =>
  withBuffer(async (buffer) => {
    const gone = new AbortController();
    const taking = [signal, gone.signal, signal].map((signal) =>
      buffer.take(signal)
    );
    gone.abort();
    buffer.push(line(1));
    buffer.push(line(2));
    expect((await Promise.all(taking)).map(numberOf)).toEqual([1, null, 2]);
    expect(buffer.queued).toBe(2);
  }));

test("LineBuffer gives what a sender could not deliver to the next one first, also after others were spooled", () =>
  withBuffer(async (buffer) => {
    buffer.attach();
    const taking = buffer.take(signal);
    buffer.push(line(1));
    const block = await taking;
    buffer.detach();
    buffer.push(line(2));
    buffer.putBack(block!);
    buffer.done(block!);
    expect(buffer.queued).toBe(2);
    expect(await drain(buffer)).toEqual([1, 2]);
  }));

test("LineBuffer writes everything to disk at the end, also what senders have in hand", () =>
  withBuffer(async (buffer, folder) => {
    buffer.attach();
    const taking = buffer.take(signal);
    buffer.push(line(1));
    await taking;
    buffer.push(line(2));
    buffer.close();
    using spool = new Spool(folder, { cap: 2 ** 22 });
    const rest = new LineBuffer(spool, { blocks: false });
    expect(await drain(rest)).toEqual([1, 2]);
  }));

test("LineBuffer that blocks lets nobody push above its cap until there is room, and drops nothing", () =>
  withBuffer(async (buffer) => {
    for (let number = 0; number < 9; number++) {
      await buffer.room(line(0, 60_000));
      buffer.push(line(number, 60_000));
    }
    let passed = false;
    const waiting = buffer.room(line(0, 60_000)).then(() => passed = true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(passed).toBe(false);
    await drain(buffer);
    await waiting;
    expect(buffer.dropped).toBe(0);
  }, { blocks: true, cap: 9.5 * 60_000 }));
