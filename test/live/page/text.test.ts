import { expect, test } from "vitest";
import { formatElapsed, formatQuantity } from "../../../src/live/page/text.js";

test.for(
  [
    [null, "s", "-"],
    [undefined, "s", "-"],
    [0, "s", "0 s"],
    [0.01234, "s", "12.3 ms"],
    [123, "s", "123 s"],
    [2e-7, "s", "0.2 µs"],
    [0, "B", "0 B"],
    [1536, "B", "1.5 KiB"],
    [0.1234, "1", "12.3 %"],
    [1234.5, "/s", "1,235 /s"],
    [0.5, "cores", "0.5 cores"],
  ] as const,
)("formatQuantity(%s, %s) is %s", ([value, unit, text]) => {
  expect(formatQuantity(value, unit)).toBe(text);
});

test.for(
  [
    [0, "0 s"],
    [99, "99 s"],
    [100, "1:40"],
    [3599, "59:59"],
    [3661, "1:01:01"],
  ] as const,
)("formatElapsed(%i) is %s", ([seconds, text]) => {
  expect(formatElapsed(seconds)).toBe(text);
});
