import { expect, test } from "vitest";
import { toLineBytes } from "../../../src/ingest/source/line_bytes.ts";
import { TextPool } from "../../../src/ingest/source/text_pool.ts";

test("TextPool.slice() gives each part as String.slice() does, whatever shares its slot", () => {
  const pool = new TextPool();
  const words = Array.from(
    { length: 20_000 },
    (_, i) => ["", "p", "２é", "３é", "a longer text "][i % 5]! + i % 9973,
  );
  const text = words.join("\n");
  const lines = { text, bytes: toLineBytes(text) };
  let from = 0;
  const parts = words.map((word) => {
    const part = pool.slice(lines, from, from + word.length);
    from += word.length + 1;
    return part;
  });
  expect(parts).toEqual(words);
});
