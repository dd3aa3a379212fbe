/** Load on the shop of this folder: `deno task run examples/shop/experiments/checkout.ts/quick`. */
import { choice, experiment, processSystem, step } from "loadline/experiment";

const shop = processSystem({
  name: "shop",
  title: "a web shop in Deno, all in memory",
  command: [
    ...[Deno.execPath(), "run", "--no-config", "--allow-net=127.0.0.1"],
    ...["main.ts", "--port", "{port}", "--slow-list", "{slow_list}"],
  ],
  folder: new URL("../", import.meta.url),
  ready: { http: "/health" },
  version: { http: "/version" },
  metrics: "/metrics",
  families: ["process_", "shop_"],
  stop_signal: "SIGINT",
  sizes: [1],
});

const list = step({
  name: "list",
  path: "/items",
  take: { item: "items[0].id" },
  checks: { json: { "items.length": 20 } },
});

export default experiment({
  name: "checkout",
  question: "How many orders a second does the shop take, and what slows it?",
  systems: [shop],
  settings: {
    workers: 8,
    slow_list: choice("Slow list", ["off", "on"], {
      about: "on: every list sorts the whole catalogue",
    }),
  },
  scenario: {
    auth: { bearer: "{token}" },
    once: [{
      name: "login",
      method: "POST",
      path: "/login",
      json: { user: "user-{user}", password: "demo-{user}" },
      take: { token: "token" },
    }],
    journeys: [
      { name: "look", weight: 3, steps: [list] },
      {
        name: "buy",
        steps: [list, {
          name: "order",
          method: "POST",
          path: "/orders",
          json: { item: "{item}", amount: 2 },
          status: 201,
          take: { order: "id" },
          think: { min: 0.005, max: 0.02 },
        }, {
          name: "pay",
          method: "POST",
          path: "/orders/{order}/pay",
          checks: { json: { id: "{order}", paid: true } },
        }],
      },
    ],
  },
  presets: {
    quick: { title: "Five seconds", settings: { warmup: 1, duration: 5 } },
    compare: {
      title: "With and without the slow list",
      axes: { slow_list: ["off", "on"] },
      settings: { warmup: 1, duration: 5 },
      repetitions: 5,
    },
    crash: {
      title: "The shop crashes under load, and is started again",
      settings: { loop: "constant", rate: 100, fault: "kill-leader" },
      repetitions: 3,
    },
  },
  objectives: [
    { metric: "success_rate", is: "at least", value: 0.99 },
    { metric: "pay.p95", is: "at most", value: 0.1 },
  ],
});
