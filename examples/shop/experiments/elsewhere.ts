/**
 * The shop on other machines, which `ssh` reaches as it does by hand. They have Deno, and a copy of the folder of the shop:
 *
 *     rsync -a examples/shop/ web-1:/srv/shop/
 *     SHOP_MACHINES=web-1 deno task run examples/shop/experiments/elsewhere.ts/quick --allow-remote web-1
 */
import { experiment, processSystem } from "loadline/experiment";

const machines = (Deno.env.get("SHOP_MACHINES") ?? "web-1").split(",");

const shop = processSystem({
  name: "shop",
  title: "a web shop in Deno, on other machines",
  machines,
  ssh_config: Deno.env.get("SHOP_SSH_CONFIG") ?? "",
  command: [
    ...["deno", "run", "--no-config", "--allow-net", "main.ts"],
    ...["--host", "{host}", "--port", "{port}"],
  ],
  folder: Deno.env.get("SHOP_FOLDER") ?? "/srv/shop",
  ready: { http: "/health" },
  version: { http: "/version" },
  metrics: "/metrics",
  families: ["process_", "shop_"],
  stop_signal: "SIGINT",
});

export default experiment({
  name: "checkout-elsewhere",
  question: "How fast is the list of items from another machine?",
  systems: [shop],
  scenario: {
    auth: { bearer: "{token}" },
    once: [{
      name: "login",
      method: "POST",
      path: "/login",
      json: { user: "user-{user}", password: "demo-{user}" },
      take: { token: "token" },
    }],
    journeys: [{ name: "look", steps: [{ name: "list", path: "/items" }] }],
  },
  presets: {
    quick: {
      title: "Five seconds",
      settings: { nodes: machines.length, warmup: 1, duration: 5 },
    },
    crash: {
      title: "The shop crashes under load, and is started again",
      settings: {
        ...{ nodes: machines.length, loop: "constant", rate: 100 },
        fault: "kill-leader",
      },
    },
  },
  objectives: [{ metric: "list.p95", is: "at most", value: 0.1 }],
});
