/** What a broker delivers, on its way to sinks. */
import { expect, test } from "vitest";
import { toBatch } from "../../../../src/systems/forwarders/adapters/batch.ts";
import {
  type BrokerDelivery,
  deliverInOrder,
  deliverShared,
} from "../../../../src/systems/forwarders/adapters/deliver.ts";
import { SinkWriter } from "../../../../src/systems/forwarders/adapters/sink_writer.ts";
import { until } from "../../../lab/_until.ts";
import { openSinks, type TestSink, toLine, toNumber } from "../_lines.ts";

/** A broker of numbered lines, which notes what it is told of each. */
class TestBroker {
  readonly told: string[] = [];
  readonly #rounds: (readonly number[] | Error)[];

  constructor(rounds: readonly (readonly number[] | Error)[]) {
    this.#rounds = [...rounds];
  }

  add(numbers: readonly number[]): void {
    this.#rounds.push(numbers);
  }

  async *fetch(): AsyncGenerator<BrokerDelivery> {
    const round = this.#rounds.shift();
    if (round instanceof Error) throw round;
    for (const number of round ?? []) {
      yield {
        ...toBatch(new TextEncoder().encode(`${toLine(number)}\n`)),
        number,
        acknowledge: () => void this.told.push(`done ${number}`),
        acknowledgeAgain: () => void this.told.push(`again ${number}`),
        giveBack: () => void this.told.push(`back ${number}`),
      };
    }
    if (!round) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function openWriter({ endpoint }: TestSink, holdMs: number) {
  return new SinkWriter<BrokerDelivery>({
    ...{ ...endpoint, holdMs, bufferSize: Infinity },
  });
}

test("a broker that was away goes on; what it delivers again is left out", async () => {
  using opened = await openSinks(1);
  const [sink] = opened.sinks as [TestSink];
  const broker = new TestBroker([[1, 2], new Error("away"), [2, 3]]);
  deliverInOrder(openWriter(sink, 0), () => broker.fetch());
  await until(() => broker.told.includes("done 3"));
  await until(() => sink.lines.length === 3);
  expect(sink.lines.map(toNumber)).toEqual([1, 2, 3]);
  expect(broker.told).toContain("again 2");
});

test("what a sink of a cluster may not have received is given back", async () => {
  using opened = await openSinks(1);
  const [sink] = opened.sinks as [TestSink];
  const broker = new TestBroker([[1]]);
  deliverShared(openWriter(sink, 3_600_000), () => broker.fetch());
  await until(() => sink.lines.length === 1);
  sink.leave();
  await until(() => broker.told.length > 0);
  expect(broker.told).toEqual(["back 1"]);
  await sink.comeBack();
  broker.add([2]);
  await until(() => sink.unique.has(2));
});
