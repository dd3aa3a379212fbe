/**
 * Adapter between lines by TCP and Kafka: publishes what it reads to the topic, and writes what it reads from it to
 * the sinks. `deno run ... kafka_adapter.ts '{"input":...}'`, see `adapters/adapter_plan.ts`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Admin, Consumer, Producer } from "@platformatic/kafka";
import {
  type AdapterPlan,
  readPlan,
  serveStatus,
} from "../adapters/adapter_plan.ts";
import { BufferedLines } from "../adapters/buffered_lines.ts";
import { complain } from "../adapters/complain.ts";
import {
  type BrokerDelivery,
  deliverInOrder,
  deliverShared,
} from "../adapters/deliver.ts";
import { serveLines } from "../adapters/line_server.ts";
import { PublishQueue } from "../adapters/publish_queue.ts";
import { SinkWriter } from "../adapters/sink_writer.ts";
import { type Buffer, toStatus } from "../adapters/status.ts";
import { untilAnswered } from "../adapters/until_answered.ts";
import { isApiError } from "./api_error.ts";
import { TOPIC, toTopicConfig } from "./kafka_topic.ts";
import { readHighest, readOldest } from "./topic_offsets.ts";
import { TopicReader } from "./topic_reader.ts";

/** Then the sender is blocked. */
const MAX_WAITING_BYTES = 8 * 1024 ** 2;

/** Batches of a request, which must stay below the largest message of a broker with its default settings, 1 MiB. */
const MAX_TOGETHER = 12;

/** Time between two looks at the topic, when what all sinks have got is deleted as well. */
const FOLLOW_MS = 200;

/** Time for a connection, and for a response: after an error it is asked what was stored. */
const CONNECT_TIMEOUT_MS = 1000;
const TIMEOUT_MS = 10_000;

/** Kafka's acknowledgement by all replicas; there is one. */
const ALL = -1;

/** What reads the topic for one sink of a fan-out, or for all of a cluster. */
interface Reading extends Buffer {
  readonly reader: TopicReader;
}

async function main(plan: AdapterPlan): Promise<void> {
  const options = {
    clientId: "loadline",
    bootstrapBrokers: [plan.broker],
    retries: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: TIMEOUT_MS,
    timeout: TIMEOUT_MS,
  };
  const admin = new Admin(options);
  const producer = new Producer(options);
  const config = toTopicConfig(plan.bufferCap);
  const writers = plan.sinks.map((sink) =>
    new SinkWriter<BrokerDelivery>({
      ...sink,
      holdMs: plan.hold * 1000,
      bufferSize: Number(config["retention.bytes"]),
    })
  );
  const { before, ...topic } = await createTopic(admin, config);
  const start = (): Reading => {
    const lines = new BufferedLines();
    const consumer = new Consumer({ ...options, groupId: "loadline" });
    const reader = new TopicReader({ ...{ consumer, admin, lines }, ...topic });
    return { reader, lines, before, oldest: 0 };
  };
  const isShared = plan.topology === "cluster";
  const readings = isShared ? [start()] : writers.map(start);
  for (const [position, writer] of writers.entries()) {
    const reader = (readings[position] ?? readings[0])?.reader;
    if (!reader) continue;
    (isShared ? deliverShared : deliverInOrder)(writer, () => reader.take());
  }
  const queue = toQueue({ producer, admin }, readings, before);
  followTopic(admin, readings);
  serveStatus(plan.status, () => toStatus(readings, writers));
  const { host: hostname, port } = plan.input;
  await serveLines(
    Deno.listen({ hostname, port }),
    (batch) => queue.put(batch),
  );
}

interface CreatedTopic {
  readonly topicId: string;
  /** Number of its broker. */
  readonly node: number;
  /** Highest number of a message from before, of an adapter that has ended; 0 for none. */
  readonly before: number;
}

/** Creates the topic, unless it exists, as soon as the broker takes requests. */
async function createTopic(
  admin: Admin,
  config: Readonly<Record<string, string>>,
): Promise<CreatedTopic> {
  const configs = Object.entries(config)
    .map(([name, value]) => ({ name, value }));
  return await untilAnswered("Creating the topic", async () => {
    await admin.createTopics({
      ...{ topics: [TOPIC], partitions: 1, replicas: 1, configs },
    }).catch((error) => {
      if (!isApiError(error, "TOPIC_ALREADY_EXISTS")) throw error;
    });
    const { topics } = await admin.metadata({
      topics: [TOPIC],
      forceUpdate: true,
    });
    const topic = topics.get(TOPIC);
    const node = topic?.partitions[0]?.leader ?? -1;
    if (!topic || node < 0) throw new Error("it has no leader yet");
    return { topicId: topic.id, node, before: await readHighest(admin) };
  });
}

/** One request at a time: the broker would store a later one whose predecessor failed. */
function toQueue(
  { producer, admin }: { readonly producer: Producer; readonly admin: Admin },
  readings: readonly Reading[],
  stored: number,
): PublishQueue {
  return new PublishQueue({
    stored,
    maxBytes: MAX_WAITING_BYTES,
    maxInFlight: 1,
    maxTogether: MAX_TOGETHER,
    publish: (batches) =>
      producer.send({
        messages: batches.map(({ data }) => ({
          ...{ topic: TOPIC, partition: 0 },
          value: toNodeBuffer(data),
        })),
        acks: ALL,
      }),
    readHighest: () => readHighest(admin),
    onStored(number, count) {
      for (const { lines } of readings) lines.stored(number, count);
    },
  });
}

/** The library takes Node's buffers only. */
function toNodeBuffer(data: Uint8Array) {
  return globalThis.Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** Deletes what all sinks have got, and keeps the number of the oldest message up to date. */
async function followTopic(
  admin: Admin,
  readings: readonly Reading[],
): Promise<never> {
  let deleted = 0;
  for (;;) {
    try {
      const end = Math.min(...readings.map(({ reader }) => reader.done.end));
      if (end > deleted) {
        await admin.deleteRecords({
          topics: [{
            name: TOPIC,
            partitions: [{ partition: 0, offset: BigInt(end) }],
          }],
        });
        deleted = end;
      }
      const oldest = await readOldest(admin);
      for (const reading of readings) reading.oldest = oldest;
    } catch (error) {
      complain(`Following the topic: ${error}`);
    }
    await delay(FOLLOW_MS);
  }
}

await main(readPlan(Deno.args));
