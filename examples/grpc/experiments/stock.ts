/**
 * gRPC, which steps do not speak, by a function: one call with one answer, and one with a stream of answers.
 * `deno task run examples/grpc/experiments/stock.ts/quick`
 */
import grpc from "@grpc/grpc-js";
import { experiment, type Journey, processSystem } from "loadline/experiment";
import {
  type Hold,
  type Level,
  methods,
  type Question,
  type Wish,
} from "../stock.ts";

const stock = processSystem({
  name: "stock",
  title: "the stock of a shop, by gRPC in Deno, all in memory",
  command: [
    ...[Deno.execPath(), "run", "--allow-net=127.0.0.1", "--allow-env"],
    ...["main.ts", "--port", "{port}"],
  ],
  folder: new URL("../", import.meta.url),
  ready: { tcp: true },
  sizes: [1],
});

/** Clients of the users of this thread. */
const clients = new Map<number, grpc.Client>();

function clientOf({ user, host }: Journey): grpc.Client {
  const client = clients.get(user) ??
    new grpc.Client(host, grpc.credentials.createInsecure(), {
      // Users would share one connection, and what fails would be tried again unseen.
      "grpc.use_local_subchannel_pool": 1,
      "grpc.enable_retries": 0,
    });
  clients.set(user, client);
  return client;
}

/** Resolves with the answer of a call. Rejects with grpc.ServiceError for another status than OK. */
function reserve(
  client: grpc.Client,
  wish: Wish,
  signal: AbortSignal,
): Promise<Hold> {
  const { path, requestSerialize, responseDeserialize } = methods.reserve;
  return new Promise((resolve, reject) => {
    const call = client.makeUnaryRequest<Wish, Hold>(
      path,
      requestSerialize,
      responseDeserialize,
      wish,
      (error, hold) => hold === undefined ? reject(error) : resolve(hold),
    );
    signal.addEventListener("abort", () => call.cancel());
  });
}

/** Resolves with the answers of a call when the last one is there. */
async function follow(
  client: grpc.Client,
  question: Question,
  signal: AbortSignal,
): Promise<Level[]> {
  const { path, requestSerialize, responseDeserialize } = methods.follow;
  const stream = client.makeServerStreamRequest<Question, Level>(
    path,
    requestSerialize,
    responseDeserialize,
    question,
  );
  signal.addEventListener("abort", () => stream.cancel());
  return await Array.fromAsync<Level>(stream);
}

const LEVELS = 5;

export default experiment({
  name: "stock",
  question: "How fast does the stock answer, one by one and in a stream?",
  systems: [stock],
  scenario: {
    journeys: [{
      name: "order",
      operations: ["reserve", "follow"],
      async run(journey) {
        const client = clientOf(journey);
        const item = `item-${Math.floor(20 * journey.random())}`;
        await journey.operation(
          "reserve",
          (signal) => reserve(client, { item, amount: 1 }, signal),
        );
        await journey.operation("follow", async (signal) => {
          const question = { item, times: LEVELS };
          const { length } = await follow(client, question, signal);
          if (length !== LEVELS) {
            throw new Error(`${length} of ${LEVELS} answers came`);
          }
        });
      },
    }],
  },
  presets: {
    quick: { title: "Five seconds", settings: { warmup: 1, duration: 5 } },
    crash: {
      title: "The stock is killed under load, and started again",
      settings: { fault: "kill-leader" },
      repetitions: 3,
    },
  },
  objectives: [
    { metric: "success_rate", is: "at least", value: 0.99 },
    { metric: "reserve.p95", is: "at most", value: 0.1 },
  ],
});
