/** Load on the service of this project: `npx loadline run experiments/hello.ts/quick`. */
import { experiment, number, processSystem } from "loadline/experiment";

const service = processSystem({
  name: "service",
  title: "a small service in Node, all in memory",
  command: ["node", "server.mjs", "--port", "{port}", "--page", "{page}"],
  folder: new URL("../", import.meta.url),
  ready: { http: "/health" },
  version: { http: "/version" },
  metrics: "/metrics",
  families: ["service_"],
});

export default experiment({
  name: "hello",
  question: "How many items a second does the service list, add and read?",
  systems: [service],
  settings: {
    workers: 4,
    page: number("Page", 20, { about: "items of a list" }),
  },
  scenario: {
    journeys: [
      { name: "look", weight: 3, steps: [{ name: "list", path: "/items" }] },
      {
        name: "add",
        steps: [
          {
            name: "add",
            method: "POST",
            path: "/items",
            json: { name: "by user {user}" },
            status: 201,
            take: { item: "id" },
          },
          {
            name: "read",
            path: "/items/{item}",
            checks: { json: { id: "{item}" } },
          },
        ],
      },
    ],
  },
  presets: {
    quick: { title: "Five seconds", settings: { warmup: 1, duration: 5 } },
    smoke: {
      title: "Five runs of two seconds, for pull requests",
      settings: { warmup: 0.5, duration: 2, cooldown: 0 },
      repetitions: 5,
    },
    pages: {
      title: "What longer lists cost",
      axes: { page: [20, 2000] },
      settings: { warmup: 1, duration: 5 },
      repetitions: 3,
    },
  },
  objectives: [
    { metric: "success_rate", is: "at least", value: 0.99 },
    { metric: "list.p95", is: "at most", value: 0.1 },
  ],
});
