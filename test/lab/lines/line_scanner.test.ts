import { expect, test } from "vitest";
import { lineShapes } from "../../../src/lab/lines/line_shape.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { DUE, lineText, scan } from "./_lines.ts";

const names = Object.values(lineShapes).map(({ name }) => name);

test.each(names)("a scanner finds the lines of shape %s", (shape) => {
  const text = [0, 1, 2, 7, 8, 123_456_789_012].map((sequence) =>
    lineText({ stream: 42, metric: sequence % 300, sequence }, shape)
  ).join("");
  expect(scan(text).got).toEqual([
    `42: 0+3 @${DUE}`,
    `42: 7+2 @${DUE}`,
    `42: 123456789012+1 @${DUE}`,
  ]);
});

test("a scanner finds lines of all shapes on one connection, and other streams and due times", () => {
  const lines = names.flatMap((shape, i) => [
    lineText({ sequence: i }, shape),
    lineText({ sequence: i + 1, stream: 2 }, shape),
    lineText({ sequence: i + 2, stream: 2, due: DUE + 5 }, shape),
  ]);
  expect(scan(lines.join("")).got).toEqual(
    names.flatMap((_, i) => [
      `1: ${i}+1 @${DUE}`,
      `2: ${i + 1}+1 @${DUE}`,
      `2: ${i + 2}+1 @${DUE + 5}`,
    ]),
  );
});

test("a line that ends in CR and LF is whole", () => {
  const line = lineText({ sequence: 5 }).replace("\n", "\r\n");
  expect(scan(line).got).toEqual([`1: 5+1 @${DUE}`]);
});

test("lines that were cut or joined are torn", () => {
  const line = lineText();
  const cut = [
    line.slice(0, 20) + "\n",
    line.slice(20),
    line.slice(9, 30) + "\n",
    line.slice(0, 20) + line,
    line.slice(0, -10) + "\n",
    // The end of a connection.
    line.slice(0, -1),
  ];
  for (const text of cut) expect(scan(text).got, text).toEqual(["torn"]);
  expect(scan(line + cut.slice(0, -1).join("") + line).got).toEqual([
    `1: 0+1 @${DUE}`,
    ...Array(5).fill("torn"),
    `1: 0+1 @${DUE}`,
  ]);
});

test("lines that are none of ours are foreign", () => {
  const foreign = [
    "carbon.relays.host-a.metricsReceived 12 1795257472\n",
    "\n",
    "hello\n",
    // The end of a connection.
    "GET / HTTP/1.1",
  ];
  for (const text of foreign) expect(scan(text).got).toEqual(["foreign"]);
  expect(scan("\0\xff\n\r\n").got).toEqual(["foreign", "foreign"]);
});

test("a changed byte makes a line torn or foreign, never another line's", () => {
  for (const shape of names) {
    const line = lineText({ sequence: 77, metric: 12 }, shape);
    for (let at = 0; at < line.length - 1; at++) {
      const changed = `${line.slice(0, at)}x${line.slice(at + 1)}`;
      const { got } = scan(changed);
      expect(got.length, changed).toBe(1);
      expect(["torn", "foreign"], changed).toContain(got[0]);
      // Behind lines that it would follow, where it is compared with those.
      for (const before of [76, 75, 74]) {
        const lines = Array.from(
          { length: 77 - before },
          (_, i) => lineText({ sequence: before + i, metric: 12 }, shape),
        );
        expect(scan(lines.join("") + changed).got, changed).toEqual([
          `1: ${before}+${77 - before} @${DUE}`,
          got[0],
        ]);
      }
    }
  }
});

test("the pieces in which bytes come make no difference, and all are passed on", () => {
  const random = seededRandom(1);
  const parts = Array.from({ length: 60 }, (_, i) => {
    const line = lineText({ sequence: i, stream: 1 + i % 3 });
    if (random() < 0.7) return line;
    return random() < 0.5 ? line.slice(0, 1 + random() * 60) + "\n" : "a b\n";
  });
  const bytes = new TextEncoder().encode(parts.join(""));
  const { got: expected } = scan(bytes);
  for (const pieces of [1, 2, 61, 62, 63, 100, 1000]) {
    const { got, passed } = scan(bytes, { pieces });
    const joined = (entries: readonly string[]) =>
      entries.join("|").replaceAll(
        /(\d+): (\d+)\+(\d+) @\d+/g,
        (_, s, f, n) =>
          Array.from({ length: Number(n) }, (_, i) => `${s}:${Number(f) + i}`)
            .join("|"),
      );
    expect(joined(got)).toBe(joined(expected));
    expect(passed).toEqual(bytes);
  }
});

test("an endless line takes no memory, is counted once, and is passed on", () => {
  const ours = lineText();
  for (const [begin, kind] of [["bench.s01.", "torn"], ["x", "foreign"]]) {
    const endless = begin + "y".repeat(20_000);
    const text = `${ours}${endless}\n${ours}`;
    const { got, passed } = scan(text, { buffer: 1000, pieces: 300 });
    expect(got).toEqual([`1: 0+1 @${DUE}`, kind, `1: 0+1 @${DUE}`]);
    expect(new TextDecoder().decode(passed)).toBe(text);
    expect(scan(endless, { buffer: 1000 }).got).toEqual([kind]);
  }
});

test("binary noise is no line of ours", () => {
  const random = seededRandom(7);
  const noise = Uint8Array.from(
    { length: 100_000 },
    () => Math.floor(random() * 256),
  );
  const { got, passed } = scan(noise, { buffer: 1000 });
  expect(got.filter((entry) => entry.includes(":"))).toEqual([]);
  expect(passed).toEqual(noise);
});
