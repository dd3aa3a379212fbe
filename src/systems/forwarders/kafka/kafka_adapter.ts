/**
 * Adapter between lines by TCP and Kafka: publishes what it reads to the topics, and writes what it reads from them to
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
import { type TopicPlan, toTopics } from "./kafka_topics.ts";
import { serveLines } from "../adapters/line_server.ts";
import { PublishQueue } from "../adapters/publish_queue.ts";
import { SinkWriter } from "../adapters/sink_writer.ts";
import { type Buffer, toStatus } from "../adapters/status.ts";
import { TopicReader } from "./topic_reader.ts";

/** Per topic; then the sender is blocked. */
const MAX_WAITING_BYTES = 8 * 1024 ** 2;

/** Batches of a request, which must stay below the largest message of a broker with its default settings, 1 MiB. */
const MAX_TOGETHER = 12;

const RETRY_MS = 200;

/** Time between two looks at a topic, when what all sinks have got is deleted as well. */
const FOLLOW_MS = 200;

/** Time for a connection, and for a response: after an error it is asked what was stored. */
const CONNECT_TIMEOUT_MS = 1000;
const TIMEOUT_MS = 10_000;

/** Kafka's acknowledgement by all replicas; there is one. */
const ALL = -1;

/** A topic of this run. */
interface Topic extends Buffer {
  readonly plan: TopicPlan;
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
  const writers = plan.sinks.map((sink) =>
    new SinkWriter<BrokerDelivery>({
      ...sink,
      holdMs: plan.hold * 1000,
      bufferCap: plan.bufferCap,
    })
  );
  const topics: Topic[] = [];
  for (const topic of toTopics(plan)) {
    const { id, node } = await createTopic(admin, topic);
    const lines = new BufferedLines();
    const consumer = new Consumer({ ...options, groupId: topic.name });
    const reader = new TopicReader({
      ...{ consumer, admin, lines, node },
      ...{ topic: topic.name, topicId: id },
    });
    topics.push({ plan: topic, lines, reader, oldest: 0 });
    const deliver = plan.topology === "cluster"
      ? deliverShared
      : deliverInOrder;
    for (const position of topic.sinks) {
      const writer = writers[position];
      if (writer) deliver(writer, () => reader.take());
    }
  }
  const queues = topics.map((topic) => toQueue(producer, topic));
  for (const topic of topics) followTopic(admin, topic);
  serveStatus(plan.status, () => toStatus(topics, writers));
  const { host: hostname, port } = plan.input;
  await serveLines(Deno.listen({ hostname, port }), async (batch) => {
    await Promise.all(queues.map((queue) => queue.put(batch)));
  });
}

/** Creates a topic, as soon as the broker takes requests. */
async function createTopic(
  admin: Admin,
  { name, configs }: TopicPlan,
): Promise<{ readonly id: string; readonly node: number }> {
  for (;;) {
    try {
      await admin.createTopics({
        ...{ topics: [name], partitions: 1, replicas: 1 },
        configs: Object.entries(configs).map(([name, value]) => ({
          name,
          value,
        })),
      }).catch((error) => {
        if (!String(error).includes("already exists")) throw error;
      });
      const { topics } = await admin.metadata({
        topics: [name],
        forceUpdate: true,
      });
      const topic = topics.get(name);
      const node = topic?.partitions[0]?.leader ?? -1;
      if (topic && node >= 0) return { id: topic.id, node };
    } catch (error) {
      complain(`Creating the topic ${name}: ${error}`);
    }
    await delay(RETRY_MS);
  }
}

/** One request at a time: the broker would store a later one whose predecessor failed. */
function toQueue(
  producer: Producer,
  { plan: { name: topic }, lines, reader }: Topic,
): PublishQueue {
  return new PublishQueue({
    maxBytes: MAX_WAITING_BYTES,
    maxInFlight: 1,
    maxTogether: MAX_TOGETHER,
    publish: (batches) =>
      producer.send({
        messages: batches.map(({ data }) => ({
          ...{ topic, partition: 0 },
          value: toNodeBuffer(data),
        })),
        acks: ALL,
      }),
    readHighest: () => reader.readHighest(),
    onStored: (number, count) => lines.stored(number, count),
  });
}

/** The library takes Node's buffers only. */
function toNodeBuffer(data: Uint8Array) {
  return globalThis.Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** Deletes what all its sinks have got, and keeps the number of its oldest message up to date. */
async function followTopic(admin: Admin, topic: Topic): Promise<never> {
  let deleted = 0;
  for (;;) {
    try {
      const { end } = topic.reader.done;
      if (end > deleted) {
        await admin.deleteRecords({
          topics: [{
            name: topic.plan.name,
            partitions: [{ partition: 0, offset: BigInt(end) }],
          }],
        });
        deleted = end;
      }
      topic.oldest = await topic.reader.readOldest();
    } catch (error) {
      complain(`Following the topic ${topic.plan.name}: ${error}`);
    }
    await delay(FOLLOW_MS);
  }
}

await main(readPlan(Deno.args));
