/**
 * A small web shop, all in memory: a system to measure as an example of one's own. Its experiment is
 * `experiments/checkout.ts`.
 *
 * `deno run --allow-net=127.0.0.1 main.ts --port 8080 --slow-list off`
 */
import { parseArgs } from "node:util";
import { makeShop } from "./shop.ts";

const { values } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "8080" },
    // A mistake to be found: every list sorts the whole catalogue anew.
    "slow-list": { type: "string", default: "off" },
  },
});

const handle = makeShop({ slowList: values["slow-list"] === "on" });
const server = Deno.serve({
  hostname: values.host,
  port: Number(values.port),
  onListen: () => {},
}, handle);
Deno.addSignalListener("SIGINT", () => void server.shutdown());
