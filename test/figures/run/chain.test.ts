import { expect, test } from "vitest";
import { plotChain } from "../../../src/figures/run/chain.ts";
import { expectGolden } from "../golden.ts";
import { away, healthy, linesClock, sent, toRates } from "./_sample_lines.ts";

const hops = [
  {
    ...{ name: "hop-1", forwarder: "rsyslog", lost: 0, received: healthy },
    lag: toRates((at) => at >= 6 && at < 7 ? 0.4 : 0.05),
  },
  {
    ...{ name: "hop-2", forwarder: "syslog-ng", lost: 2087, received: away },
    lag: toRates((at) => at < 0 ? 0.1 : at < 6 ? at : at < 7.25 ? 3 : 0.1),
  },
  {
    ...{ name: "sink-1", forwarder: "carbon-c-relay", lost: 1 },
    received: away,
    lag: toRates((at) => at < 0 ? 0.2 : at < 6 ? at + 0.1 : at < 8 ? 3.5 : 0.3),
  },
];

test("plotChain() draws lines at every hop, what was lost on the way, and how far each is behind", async () => {
  const figure = plotChain({ clock: linesClock, sent, hops }, {
    title: "A chain of three forwarders",
    caption: "Made-up values.",
  });
  expect(figure.svg).toContain(
    "hop-2 (lines/s), after syslog-ng: 2,087 lost on the way to it",
  );
  const series = new Set(
    figure.data.rows.map(([hop, what]) => `${hop} ${what}`),
  );
  expect(series.size).toBe(7);
  await expectGolden(figure, "chain");
});

test("plotChain() draws a hop that never got a line", () => {
  const { svg } = plotChain({
    clock: linesClock,
    sent,
    hops: [{
      ...{ name: "<hop>", forwarder: "", lost: 5, received: [], lag: [] },
    }],
  }, { title: "x" });
  expect(svg).not.toMatch(/NaN|Infinity|<hop>|, after/);
});

test("plotChain() refuses a chain without hops", () => {
  expect(() => plotChain({ clock: linesClock, sent, hops: [] }, { title: "x" }))
    .toThrow("Cannot draw x as there are no hops");
});
