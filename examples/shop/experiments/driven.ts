/** The shop under the load of other tools: `deno task run examples/shop/experiments/driven.ts/quick`. */
import { experiment, processSystem } from "loadline/experiment";

const shop = processSystem({
  name: "shop",
  title: "a web shop in Deno, all in memory",
  command: [
    ...[Deno.execPath(), "run", "--no-config", "--allow-net=127.0.0.1"],
    ...["main.ts", "--port", "{port}"],
  ],
  folder: new URL("../", import.meta.url),
  ready: { http: "/health" },
  stop_signal: "SIGINT",
  sizes: [1],
});

export default experiment({
  name: "checkout-driven",
  question: "How fast does the shop answer at all, as hey sees it?",
  systems: [shop],
  driver: {
    command: [
      ...["hey", "-o", "csv", "-z", "{seconds}s", "-c", "{workers}"],
      "{url}/version",
    ],
    format: "hey",
  },
  presets: {
    quick: { title: "Five seconds", settings: { warmup: 1, duration: 5 } },
  },
  objectives: [
    { metric: "success_rate", is: "at least", value: 0.99 },
    { metric: "p95", is: "at most", value: 0.1 },
  ],
});
