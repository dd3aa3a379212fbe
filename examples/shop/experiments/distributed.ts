/** The shop under the load of several processes of Locust: `deno task run examples/shop/experiments/distributed.ts/quick`. */
import { experiment } from "loadline/experiment";
import driven from "./driven.ts";

export default experiment({
  name: "checkout-distributed",
  question: "How fast does the shop answer, as four workers of Locust see it?",
  systems: driven.systems,
  driver: {
    command: [
      ...["locust", "--host", "{url}", "--users", "{workers}"],
      ...["--spawn-rate", "{workers}", "--run-time", "{seconds}s"],
      ...["--csv", "{folder}/out", "--only-summary"],
    ],
    format: "locust",
    results: "{folder}",
    distributed: {
      locustfile: new URL("locustfile.py", import.meta.url),
      here: 4,
    },
  },
  settings: { workers: 8 },
  presets: {
    // Figures of the whole time: without a warm-up, they are those of what is measured.
    quick: { title: "Eight seconds", settings: { warmup: 0, duration: 8 } },
  },
  objectives: [
    { metric: "success_rate", is: "at least", value: 0.99 },
    { metric: "p95", is: "at most", value: 0.1 },
  ],
});
