import { expect, test } from "vitest";
import { LineBuffer } from "../../../src/lab/lines/line_buffer.ts";
import { lineShapes } from "../../../src/lab/lines/line_shape.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { DUE, lineText } from "./_lines.ts";

test.each(Object.values(lineShapes))(
  "fill() writes lines of shape $name one by one the same, whatever was there before",
  (shape) => {
    const capacity = 30;
    const buffer = new LineBuffer({ shape, stream: 7, metrics: 4, capacity });
    const random = seededRandom(3);
    const firsts = [0, 9_995, 99_999_990, 123_456_789_990];
    for (let turn = 0; turn < 100; turn++) {
      const first = firsts[turn % firsts.length] ?? 0;
      const count = Math.floor(random() * (capacity + 1));
      const due = DUE + Math.floor(random() * 3) * 10 ** (turn % 12);
      const lines = Array.from({ length: count }, (_, i) =>
        lineText({
          ...{ stream: 7, metric: i % 4, sequence: first + i, due },
        }, shape.name));
      expect(new TextDecoder().decode(buffer.fill(first, count, due)))
        .toBe(lines.join(""));
    }
  },
);

test("fill() refuses more lines than it holds", () => {
  const buffer = new LineBuffer({
    ...{ shape: lineShapes.graphite, stream: 1, metrics: 1, capacity: 2 },
  });
  expect(() => buffer.fill(0, 3, DUE)).toThrow(
    new RangeError("Cannot write 3 lines as the buffer holds 2"),
  );
});
