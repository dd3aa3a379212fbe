/**
 * Adapter between lines by TCP and NATS JetStream: publishes what it reads to the streams, and writes what their
 * consumers are given to the sinks. `deno run ... nats_adapter.ts '{"input":...}'`, see `adapters/adapter_plan.ts`.
 */
import {
  type Consumer,
  jetstream,
  type JetStreamManager,
  jetstreamManager,
  type JsMsg,
} from "@nats-io/jetstream";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import {
  type AdapterPlan,
  readPlan,
  serveStatus,
} from "../adapters/adapter_plan.ts";
import { countLines } from "../adapters/batch.ts";
import { BufferedLines } from "../adapters/buffered_lines.ts";
import {
  type BrokerDelivery,
  deliverInOrder,
  deliverShared,
} from "../adapters/deliver.ts";
import { eagerly } from "../adapters/eagerly.ts";
import { serveLines } from "../adapters/line_server.ts";
import { toStream } from "./nats_stream.ts";
import { PublishQueue } from "../adapters/publish_queue.ts";
import { type Buffer, toStatus } from "../adapters/status.ts";
import { SinkWriter } from "../adapters/sink_writer.ts";
import { untilAnswered } from "../adapters/until_answered.ts";

/** Then the sender is blocked. */
const MAX_WAITING_BYTES = 8 * 1024 ** 2;
const MAX_IN_FLIGHT = 64;

/** Time for a response of the broker. */
const TIMEOUT_MS = 2000;

/** Messages fetched at a time. */
const FETCH_MESSAGES = 32;

/** The shortest that the library accepts. */
const FETCH_MS = 1000;

/** Time between two looks at the stream. */
const FOLLOW_MS = 100;

async function main(plan: AdapterPlan): Promise<void> {
  const connection = await connect({
    servers: `${plan.broker.host}:${plan.broker.port}`,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 0,
    waitOnFirstConnect: true,
  });
  const ask = <Answer>(request: () => Promise<Answer>) =>
    untilAnswered("Asking NATS", request);
  const manager = await ask(() =>
    jetstreamManager(connection, { timeout: TIMEOUT_MS })
  );
  const client = jetstream(connection, { timeout: TIMEOUT_MS });
  const { stream, consumers } = toStream(plan);
  const { name } = stream;
  const writers = plan.sinks.map((sink) =>
    new SinkWriter<BrokerDelivery>({
      ...sink,
      holdMs: plan.hold * 1000,
      bufferSize: stream.max_bytes,
    })
  );
  // Messages from before, of an adapter that has ended.
  const { state: { last_seq: stored } } = await ask(() =>
    manager.streams.add(stream)
  );
  const buffers: Buffer[] = [];
  for (const { config, sinks } of consumers) {
    await ask(() => manager.consumers.add(name, config));
    const consumer = await ask(() =>
      client.consumers.get(name, config.durable_name)
    );
    const buffer = { lines: new BufferedLines(), before: stored, oldest: 0 };
    buffers.push(buffer);
    const deliver = plan.topology === "cluster"
      ? deliverShared
      : deliverInOrder;
    for (const position of sinks) {
      const writer = writers[position];
      if (writer) deliver(writer, () => fetchMessages(consumer, buffer));
    }
  }
  const queue = new PublishQueue({
    stored,
    maxBytes: MAX_WAITING_BYTES,
    maxInFlight: MAX_IN_FLIGHT,
    maxTogether: 1,
    publish: ([batch], number) =>
      client.publish(name, batch?.data, {
        timeout: TIMEOUT_MS,
        // A batch whose predecessor was refused is refused as well.
        expect: { lastSequence: number - 1 },
      }),
    readHighest: async () => (await manager.streams.info(name)).state.last_seq,
    onStored(number, count) {
      for (const { lines } of buffers) lines.stored(number, count);
    },
  });
  followStream(manager, name, buffers);
  serveStatus(plan.status, () => toStatus(buffers, writers));
  const { host: hostname, port } = plan.input;
  await serveLines(
    Deno.listen({ hostname, port }),
    (batch) => queue.put(batch),
  );
}

/** Keeps the number of the oldest message up to date. */
async function followStream(
  manager: JetStreamManager,
  name: string,
  buffers: readonly Buffer[],
): Promise<never> {
  for (;;) {
    const info = await manager.streams.info(name).catch(() => null);
    for (const buffer of buffers) {
      buffer.oldest = info?.state.first_seq ?? buffer.oldest;
    }
    await delay(FOLLOW_MS);
  }
}

async function* fetchMessages(
  consumer: Consumer,
  buffer: Buffer,
): AsyncGenerator<NatsDelivery> {
  const messages = await consumer.fetch({
    max_messages: FETCH_MESSAGES,
    expires: FETCH_MS,
  });
  for await (const message of eagerly(messages)) {
    yield new NatsDelivery(message, buffer);
  }
}

class NatsDelivery implements BrokerDelivery {
  readonly data: Uint8Array;
  readonly lines: number;
  readonly number: number;
  readonly #message: JsMsg;
  readonly #buffer: Buffer;

  constructor(message: JsMsg, buffer: Buffer) {
    this.data = message.data;
    this.lines = countLines(message.data);
    this.number = message.seq;
    this.#message = message;
    this.#buffer = buffer;
  }

  acknowledge(): void {
    this.#message.ack();
    this.#buffer.lines.done(this.number, this.lines);
  }

  acknowledgeAgain(): void {
    this.#message.ack();
  }

  giveBack(): void {
    this.#message.nak();
  }
}

await main(readPlan(Deno.args));
