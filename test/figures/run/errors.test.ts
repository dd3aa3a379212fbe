import { expect, test } from "vitest";
import { type ErrorBin, plotErrors } from "../../../src/figures/run/errors.ts";
import { expectGolden } from "../golden.ts";
import { longClock, noise, shortClock } from "./_sample_run.ts";

/** Errors in every bin of 15 s of a span. */
function toBins(
  error: string,
  from: number,
  until: number,
  count: number,
): ErrorBin[] {
  return Array.from({ length: (until - from) / 15 }, (_, i) => ({
    error,
    from: from + i * 15,
    until: from + (i + 1) * 15,
    count: 1 + Math.round(count * noise(i)),
  }));
}

const bins = [
  ...toBins("refused: Connection refused (os error 111)", 600, 645, 4000),
  ...toBins("timeout: no answer in 2 s", 615, 900, 120),
  ...toBins("failed: 503 etcdserver: leader changed", 600, 630, 30),
  ...toBins("refused: the connection was closed before an answer", 600, 615, 9),
  ...toBins("failed: wrong value", 1200, 1215, 0),
  ...toBins("failed: five", 30, 60, 3),
  ...toBins("failed: six", 45, 60, 0),
  ...toBins("failed: seven", 45, 75, 0),
];

test("plotErrors() draws six kinds of error, and the others together", async () => {
  const figure = plotErrors({
    clock: longClock,
    bins,
    width: 15,
    ended: 689_159,
  }, { title: "Errors over time", caption: "Made-up values." });
  expect(figure.svg).toContain("failed of 689,159 operations");
  expect(figure.svg).toContain("2 other kinds of error (n = 2)");
  const kinds = new Set(figure.data.rows.map(([error]) => error));
  expect(kinds.size).toBe(7);
  await expectGolden(figure, "errors");
});

test("plotErrors() gives a seventh kind its own panel rather than call it other", () => {
  const seven = bins.filter(({ error }) => !error.endsWith("seven"));
  const { svg } = plotErrors({
    clock: longClock,
    bins: seven,
    width: 15,
    ended: 9,
  }, { title: "x" });
  expect(svg).toContain("failed: six (n = 1)");
  expect(svg).not.toContain("other kind");
});

test("plotErrors() refuses a run without errors", () => {
  expect(() =>
    plotErrors({ clock: shortClock, bins: [], width: 1, ended: 9 }, {
      title: "x",
    })
  ).toThrow("Cannot draw x as no operation failed");
});
