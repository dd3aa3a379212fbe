import { expect, test } from "vitest";
import { toLineBytes } from "../../../src/ingest/source/line_bytes.ts";
import { findOperations } from "../../../src/ingest/ycsb/ycsb_raw.ts";
import { readText } from "../../../src/ingest/ycsb/ycsb_text.ts";

/** Operations of a text from an offset on, as texts; null if there are none. */
function find(text: string, from = 0) {
  const found = findOperations({ text, bytes: toLineBytes(text) }, {
    from,
    number: 7,
  });
  if (found === null) return null;
  const { item: { number, metric, times, latencies }, end } = found;
  return { number, metric, times: [...times], latencies: [...latencies], end };
}

test("findOperations() reads the lines of one metric that follow each other", () => {
  const text = "READ,1700000000007,250\r\nREAD,5,0\nUPDATE-FAILED,6,1\né";
  const [first, second] = [text.indexOf("UPDATE"), text.indexOf("é")];
  expect(find(text)).toEqual({
    number: 7,
    metric: "READ",
    times: [1_700_000_000_007, 5],
    latencies: [250, 0],
    end: first,
  });
  expect(find(text, first)).toEqual({
    number: 7,
    metric: "UPDATE-FAILED",
    times: [6],
    latencies: [1],
    end: second,
  });
  expect(find(text, second)).toBeNull();
});

test("findOperations() needs no end of the last line", () => {
  expect(find("READ,1,2\nREAD,3,4")?.times).toEqual([1, 3]);
});

test.each([
  "",
  "\n",
  "READ",
  "READ,",
  "READ,1",
  "READ,1,",
  "READ,,1",
  "READ,1\n,2",
  "READ,1,2,3",
  "READ,1,2 ",
  "READ,1,2\r3",
  "READ,1,-2",
  "READ,1.5,2",
  "READ,1234567890123456,2",
  "READ,1,1234567890123456",
  "read,1,2",
  " READ,1,2",
  "READ ONE,1,2",
  "READ1,1,2",
  "READ,1,2é",
  "READ,1,２",
])("findOperations() finds none in %j", (text) => {
  expect(find(text)).toBeNull();
});

test("readText() finds operations among other lines, wherever chunks are cut", () => {
  const lines = [
    "READ latency raw data: op, timestamp(ms), latency(us)",
    "READ,1,10",
    "READ,2,20",
    "ycsb-1  | READ,3,30",
    "",
    "UPDATE,4,40",
    "READ,5,50",
    "READ,6,",
    "READ,7,70",
  ];
  const text = lines.join("\n");
  for (const size of [1, 2, 5, 30, 1000]) {
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    const items = [...readText({ name: "x.txt", chunks: () => chunks })].flat();
    const rows = items.flatMap((item) =>
      item.kind === "raw"
        ? [...item.times].map((time, i) =>
          `${item.number + i} ${item.metric} ${time} ${item.latencies[i]}`
        )
        : [item.kind === "rejected" ? `${item.number} rejected` : item.kind]
    );
    expect(rows).toEqual([
      "2 READ 1 10",
      "3 READ 2 20",
      "4 READ 3 30",
      "6 UPDATE 4 40",
      "7 READ 5 50",
      "8 rejected",
      "9 READ 7 70",
    ]);
  }
});

test("findOperations() keeps an item small", () => {
  const text = "READ,1,2\n".repeat(5000);
  const sizes: number[] = [];
  for (let from = 0; from < text.length;) {
    const found = find(text, from)!;
    sizes.push(found.times.length);
    from = found.end;
  }
  expect(sizes).toEqual([2048, 2048, 904]);
});
