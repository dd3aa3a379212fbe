/** Reading a topic for sinks that share it. */
import type { Admin, Consumer } from "@platformatic/kafka";
import { expect, test } from "vitest";
import { toBatch } from "../../../../src/systems/forwarders/adapters/batch.ts";
import { BufferedLines } from "../../../../src/systems/forwarders/adapters/buffered_lines.ts";
import {
  type BrokerDelivery,
  deliverShared,
} from "../../../../src/systems/forwarders/adapters/deliver.ts";
import { SinkWriter } from "../../../../src/systems/forwarders/adapters/sink_writer.ts";
import { TopicReader } from "../../../../src/systems/forwarders/kafka/topic_reader.ts";
import { sleep, until } from "../../../lab/_until.ts";
import { openSinks, toLine } from "../_lines.ts";

/** A topic with a message for each line, which the broker delivers one fetch at a time. */
class TestTopic {
  readonly #fetches: (readonly number[])[] = [];
  #next = 0;

  readonly reader = new TopicReader({
    consumer: { fetch: () => this.#fetch() } as unknown as Pick<
      Consumer,
      "fetch"
    >,
    admin: {} as Admin,
    ...{ topicId: "lines", node: 1, lines: new BufferedLines() },
  });

  /** Adds that many messages, the next ones. */
  add(count: number): void {
    const numbers = Array.from({ length: count }, (_, at) => this.#next + at);
    this.#next += count;
    this.#fetches.push(numbers);
  }

  async #fetch() {
    await sleep(10);
    const records = (this.#fetches.shift() ?? []).map((number) => ({
      offsetDelta: number,
      value: toBatch(new TextEncoder().encode(`${toLine(number)}\n`)).data,
    }));
    const partition = { records: [{ firstOffset: 0n, records }] };
    return { responses: [{ partitions: [partition] }] };
  }
}

test("what is given back ends the take that yielded it, and is yielded first by the next one, in order", async () => {
  const topic = new TestTopic();
  topic.add(3);
  const given: number[] = [];
  for await (const delivery of topic.reader.take()) {
    given.push(delivery.number);
    delivery.giveBack();
  }
  expect(given).toEqual([1, 2, 3]);
  const again: number[] = [];
  for await (const { number } of topic.reader.take()) again.push(number);
  expect(again).toEqual([1, 2, 3]);
});

test("a cluster whose sinks were all away gets everything once they are back", async () => {
  using opened = await openSinks(2);
  const { sinks } = opened;
  const topic = new TestTopic();
  for (const { endpoint } of sinks) {
    deliverShared(
      new SinkWriter<BrokerDelivery>({
        ...{ ...endpoint, holdMs: 3_600_000, bufferSize: Infinity },
      }),
      () => topic.reader.take(),
    );
  }
  const received = () => new Set(sinks.flatMap(({ unique }) => [...unique]));
  topic.add(50);
  await until(() => received().size === 50);
  for (const sink of sinks) sink.leave();
  topic.add(50);
  // Time for the writers to fetch, to find their sinks away and to give all back: an endless loop would stop it here.
  await sleep(300);
  for (const sink of sinks) await sink.comeBack();
  await until(() => received().size === 100);
});
