import { expect, test } from "vitest";
import { FarAnswers, partsOf } from "../../../src/lab/machines/far_answers.ts";

const stream =
  "motd\n\nt:root\n/tmp/x\n\nt 0\n\nt 3\nline\nt 4 is text\n\nt 12\nrest";

const expected = [
  { code: 0, text: "motd\n\nt:root\n/tmp/x\n" },
  { code: 3, text: "" },
  { code: 12, text: "line\nt 4 is text\n" },
];

test("FarAnswers divides a stream into answers, wherever it is cut", () => {
  expect(new FarAnswers("t").add(stream)).toEqual(expected);
  for (let cut = 0; cut < stream.length; cut++) {
    const answers = new FarAnswers("t");
    expect([
      ...answers.add(stream.slice(0, cut)),
      ...answers.add(stream.slice(cut)),
    ]).toEqual(expected);
  }
  const answers = new FarAnswers("t");
  expect([...stream].flatMap((letter) => answers.add(letter)))
    .toEqual(expected);
});

test("FarAnswers refuses what never ends", () => {
  const answers = new FarAnswers("t");
  expect(() => {
    for (let i = 0; i < 20; i++) answers.add("y".repeat(1_000_000));
  }).toThrow("it writes without an end");
});

test("partsOf() returns parts by name, without what a login shell prints before them", () => {
  expect(
    partsOf("Welcome!\n\nt:root\n/tmp/x\n\nt:io\n\nt:stat\n1 (a b) S\n", "t"),
  )
    .toEqual(
      new Map([["root", "/tmp/x"], ["io", ""], ["stat", "1 (a b) S"]]),
    );
});
