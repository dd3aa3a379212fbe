import { expect, test } from "vitest";
import { acceptLines } from "../../../examples/relay/line_input.ts";
import { until } from "../../testing/processes.ts";

/** Sends parts over a connection. Returns the lines that arrive. */
async function send(parts: readonly Uint8Array[]): Promise<string[]> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let text = "";
  let counted = 0;
  const accepting = acceptLines(listener, ({ bytes, lines }) => {
    text += new TextDecoder("latin1").decode(bytes);
    counted += lines;
    return Promise.resolve();
  });
  const { port } = listener.addr;
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  for (const part of parts) {
    for (let at = 0; at < part.length;) {
      at += await connection.write(part.subarray(at));
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await connection.closeWrite();
  await until("the end", async () => {
    const n = await connection.read(new Uint8Array(1)).catch(() => null);
    return n === null;
  });
  connection.close();
  listener.close();
  await accepting;
  const lines = text.split("\n");
  expect(lines.pop()).toBe("");
  expect(counted).toBe(lines.length);
  return lines;
}

const encode = (text: string) => new TextEncoder().encode(text);

test("acceptLines() joins parts to whole lines, and drops one without an end", async () => {
  expect(await send(["a\nb", "c\n\nd", "e", "\nf"].map(encode)))
    .toEqual(["a", "bc", "", "de"]);
});

test("acceptLines() passes lines on that are longer than what is read at once", async () => {
  const long = "x".repeat(1_000_000);
  expect(await send([encode(`a\n${long}\nb\n`)])).toEqual(["a", long, "b"]);
});

test("acceptLines() passes every byte on", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const lines = await send([new Uint8Array([...bytes, 10])]);
  expect(lines.join("\n")).toBe(new TextDecoder("latin1").decode(bytes));
});
