/**
 * A server of gRPC, all in memory: a system to measure as an example of one's own. Its experiment is
 * `experiments/stock.ts`.
 *
 * `deno run --allow-net=127.0.0.1 --allow-env main.ts --port 8080`
 */
import { parseArgs } from "node:util";
import grpc from "@grpc/grpc-js";
import {
  type Hold,
  type Level,
  methods,
  type Question,
  type Wish,
} from "./stock.ts";

const FULL = 1_000_000;

const { values } = parseArgs({
  options: { port: { type: "string", default: "8080" } },
});

const left = new Map<string, number>();
let holds = 0;

const leftOf = (item: string) => left.get(item) ?? FULL;

const server = new grpc.Server();
server.addService(methods, {
  reserve(
    { request: { item, amount } }: grpc.ServerUnaryCall<Wish, Hold>,
    answer: grpc.sendUnaryData<Hold>,
  ) {
    const rest = leftOf(item) - amount;
    if (rest < 0) {
      answer({
        code: grpc.status.FAILED_PRECONDITION,
        details: `${leftOf(item)} of ${item} are left`,
      });
      return;
    }
    left.set(item, rest);
    answer(null, { id: `hold-${holds++}`, left: rest });
  },
  follow(stream: grpc.ServerWritableStream<Question, Level>) {
    const { item, times } = stream.request;
    for (let i = 0; i < times; i++) stream.write({ left: leftOf(item) });
    stream.end();
  },
});
server.bindAsync(
  `127.0.0.1:${values.port}`,
  grpc.ServerCredentials.createInsecure(),
  (error) => {
    if (error) throw error;
  },
);
