/** Draws a figure, and writes it as SVG. Run: deno run -A examples/draw_figure.ts FILE */
import { plotDistribution } from "loadline/figures";

const fast = [11, 12, 12, 13, 13, 14, 15, 16, 19, 31];
const slow = [14, 15, 15, 17, 18, 18, 20, 23, 29, 44];

const figure = plotDistribution(
  [
    ...fast.map((value) => ({ series: "one node", value })),
    ...slow.map((value) => ({ series: "three nodes", value })),
  ],
  {
    title: "Latency by cluster size",
    metric: "Latency",
    unit: "ms",
    failed: { "three nodes": 1 },
    ps: [0.5],
  },
);
await Deno.writeTextFile(Deno.args[0] ?? "latency.svg", figure.svg);
