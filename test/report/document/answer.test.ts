import { expect, test } from "vitest";
import { answer, ANSWER_MIME, md } from "../../../src/report/mod.ts";
import { shown } from "../demo.ts";

const tile = { label: "Load line", value: "12,400" };

test("answer() shows data, Markdown and text", () => {
  const output = shown(answer({
    verdict: md`Three nodes carry **${"12,400"}** operations a second.`,
    tiles: [
      {
        ...tile,
        unit: "1/s",
        interval: "11,900 to 12,800",
        n: "n = 3 runs",
        meaning: "ok",
      },
      { label: "First failed", value: "13,100", meaning: "failed" },
    ],
    limits: [{ label: "one machine", heading: "Limits" }],
  }));
  expect(output.type === "display" && output.data).toEqual({
    [ANSWER_MIME]: {
      verdict: "Three nodes carry **12,400** operations a second.",
      tiles: [
        {
          label: "Load line",
          value: "12,400",
          unit: "1/s",
          interval: "11,900 to 12,800",
          n: "n = 3 runs",
          meaning: "ok",
        },
        {
          label: "First failed",
          value: "13,100",
          unit: "",
          interval: "",
          n: "",
          meaning: "failed",
        },
      ],
      limits: [{ label: "one machine", heading: "Limits", meaning: "unsure" }],
    },
    "text/markdown": `Three nodes carry **12,400** operations a second.

| Key figure   | Value            | Range            | From       |
| ------------ | ---------------- | ---------------- | ---------- |
| Load line    | **✓ 12,400 1/s** | 11,900 to 12,800 | n = 3 runs |
| First failed | **✗ 13,100**     |                  |            |

**Limits:** one machine`,
    "text/plain": `Three nodes carry **12,400** operations a second.
Key figure    Value         Range             From
Load line     ✓ 12,400 1/s  11,900 to 12,800  n = 3 runs
First failed  ✗ 13,100
one machine`,
  });
});

test("answer() escapes a verdict that is text", () => {
  const { verdict } = answer({ verdict: "*a* <b>", tiles: [tile] });
  expect(verdict).toBe("\\*a\\* &lt;b>");
});

test("answer() refuses what one screen cannot show", () => {
  const six = [tile, tile, tile, tile, tile, tile];
  for (
    const parts of [
      { verdict: "", tiles: [tile] },
      { verdict: "x".repeat(321), tiles: [tile] },
      { verdict: "x", tiles: six },
      { verdict: "x", tiles: [{ ...tile, value: "" }] },
    ]
  ) expect(() => answer(parts)).toThrow(/^Cannot make an answer: /);
});
