import { expect, test } from "vitest";
import {
  clean,
  cut,
  fit,
  textWidth,
} from "../../../src/lab/monitor/terminal_text.ts";

test.for<[string, number]>([
  ["", 0],
  ["abc", 3],
  ["é", 1],
  ["e\u0301", 1],
  ["日本語", 6],
  ["ＡＢ", 4],
  ["ｱｲ", 2],
  ["한국", 4],
  // A syllable of three letters is one character of two columns.
  ["\u1112\u1161\u11ab", 2],
  ["🚢", 2],
  ["☃", 1],
  ["⌚", 2],
  // A flag is a pair of letters.
  ["🇩🇪", 2],
  // Widest among terminals: some show the skin tone beside the hand.
  ["👍🏽", 4],
  ["क्षि", 3],
  ["\ufffd…", 2],
])("textWidth(%j) is %i", ([text, width]) => {
  expect(textWidth(text)).toBe(width);
});

test.for<[string, number, string]>([
  ["abc", 3, "abc"],
  ["abcd", 3, "ab…"],
  ["日本語", 6, "日本語"],
  ["日本語", 5, "日本…"],
  ["日本語", 4, "日…"],
  ["日本語", 1, "…"],
  ["日本語", 0, ""],
  ["ae\u0301o", 2, "a…"],
  ["e\u0301ao", 2, "e\u0301…"],
  ["🇩🇪🇫🇷x", 4, "🇩🇪…"],
  ["👍🏽x", 4, "…"],
])("cut(%j, %i) truncates between characters", ([text, width, cutText]) => {
  expect(cut(text, width)).toBe(cutText);
  expect(textWidth(cut(text, width))).toBeLessThanOrEqual(width);
});

test("fit() fills up to the width by columns", () => {
  expect(fit("日", 4, "left")).toBe("日  ");
  expect(fit("日", 4, "right")).toBe("  日");
  expect(fit("日本語", 4, "right")).toBe(" 日…");
});

test("clean() leaves no control, no variation selector, and three marks on a character", () => {
  expect(clean("\x1b[2J\r\n\u202e\ud800\u200d")).toBe("�[2J�����");
  expect(clean("❤\ufe0f")).toBe("❤");
  expect(clean("a" + "\u0301".repeat(1000) + "b"))
    .toBe("a\u0301\u0301\u0301b");
});
