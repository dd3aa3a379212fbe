import { expect, test } from "vitest";
import { Viewers } from "../../src/live/viewers.ts";

/** Reads a stream up to a number of chunks. */
async function read(
  stream: ReadableStream<Uint8Array>,
  chunks: number,
): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let i = 0; i < chunks; i++) {
    text += decoder.decode((await reader.read()).value);
  }
  reader.releaseLock();
  return text;
}

test("Viewers sends every message to each viewer, the first alone to a new one", async () => {
  const viewers = new Viewers();
  const one = viewers.add("hello 1;");
  viewers.send("a;");
  const two = viewers.add("hello 2;");
  viewers.send("b;");
  expect(viewers.size).toBe(2);
  expect(await read(one as ReadableStream, 3)).toBe("hello 1;a;b;");
  expect(await read(two as ReadableStream, 2)).toBe("hello 2;b;");
});

test("Viewers drops a viewer who does not read, and keeps the others", async () => {
  const viewers = new Viewers({ maxQueuedBytes: 100 });
  const idle = viewers.add("x") as ReadableStream;
  const busy = viewers.add("x") as ReadableStream;
  await read(busy, 1);
  for (let i = 0; i < 12; i++) {
    viewers.send("0123456789");
    expect(await read(busy, 1)).toBe("0123456789");
  }
  expect(viewers.size).toBe(1);
  await expect(read(idle, 1)).rejects.toThrow("does not read");
});

test("Viewers forgets a viewer who leaves, and refuses too many", async () => {
  const viewers = new Viewers({ maxViewers: 2 });
  const one = viewers.add("x") as ReadableStream;
  expect(viewers.add("x")).not.toBeNull();
  expect(viewers.add("x")).toBeNull();
  await one.cancel();
  expect(viewers.size).toBe(1);
  expect(viewers.add("x")).not.toBeNull();
});

test("Viewers ends all streams at its close", async () => {
  const viewers = new Viewers();
  const one = viewers.add("x") as ReadableStream;
  viewers.close();
  expect(viewers.size).toBe(0);
  await read(one, 1);
  expect((await one.getReader().read()).done).toBe(true);
});
