import { expect, test } from "vitest";
import { toLines } from "../../../../src/systems/kubernetes/api/watch_objects.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("toLines() joins what is cut anywhere, and leaves out a last line that is cut off", async () => {
  const word = bytes("ünd\n");
  const stream = ReadableStream.from([
    ...[bytes("one\ntw"), bytes("o\n\n"), word.slice(0, 1), word.slice(1)],
    bytes("torn"),
  ]);
  const { signal } = new AbortController();
  expect(await Array.fromAsync(toLines(stream, signal)))
    .toEqual(["one", "two", "ünd"]);
});

test("toLines() ends with its signal although the stream says nothing, and does not wait for its end", async () => {
  const stop = new AbortController();
  const silent = new ReadableStream<Uint8Array>({
    start: (out) => out.enqueue(bytes("one\n")),
    cancel: () => new Promise(() => {}),
  });
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of toLines(silent, stop.signal)) lines.push(line);
  })();
  while (lines.length === 0) await new Promise((done) => setTimeout(done, 1));
  stop.abort(new Error("over"));
  await expect(reading).rejects.toThrow("over");
  expect(lines).toEqual(["one"]);
});
