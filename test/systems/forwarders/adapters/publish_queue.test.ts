/** Publication in order and once, to a broker that fails. */
import { expect, test } from "vitest";
import { toBatch } from "../../../../src/systems/forwarders/adapters/batch.ts";
import { PublishQueue } from "../../../../src/systems/forwarders/adapters/publish_queue.ts";
import { sleep, until } from "../../../lab/_until.ts";

const batch = (text: string) => toBatch(new TextEncoder().encode(`${text}\n`));

/** A broker that stores in order only, and answers some publications with an error although it has stored them. */
class Broker {
  readonly stored: string[] = [];
  readonly told: number[] = [];
  readonly queue: PublishQueue;
  isAway = false;
  answer: (number: number) => boolean = () => true;

  constructor(maxBytes: number, stored = 0) {
    for (let number = 1; number <= stored; number++) {
      this.stored.push(`before ${number}`);
    }
    this.queue = new PublishQueue({
      ...{ stored, maxBytes },
      maxInFlight: 4,
      maxTogether: 3,
      publish: async (batches, number) => {
        await sleep(1);
        if (this.isAway) throw new Error("away");
        if (number !== this.stored.length + 1) throw new Error("out of order");
        const decoder = new TextDecoder();
        this.stored.push(
          ...batches.map(({ data }) => decoder.decode(data).trim()),
        );
        if (!this.answer(number)) throw new Error("no answer");
      },
      readHighest: () =>
        this.isAway
          ? Promise.reject(new Error("away"))
          : Promise.resolve(this.stored.length),
      onStored: (number) => this.told.push(number),
    });
  }
}

const names = Array.from({ length: 40 }, (_, index) => String(index + 1));

test("a batch whose answer was lost is stored once, and the order is kept", async () => {
  const broker = new Broker(1000);
  let lost = 0;
  broker.answer = (number) => number % 4 !== 0 || ++lost === 0;
  for (const name of names) await broker.queue.put(batch(name));
  await until(() => broker.told.length >= 40);
  expect(broker.stored).toEqual(names);
  expect(broker.told).toEqual(names.map(Number));
});

test("a broker that is away blocks, and gets all when it is back", async () => {
  const broker = new Broker(10);
  broker.isAway = true;
  let put = 0;
  const putting = (async () => {
    for (const name of names) {
      await broker.queue.put(batch(name));
      put++;
    }
  })();
  await sleep(300);
  expect(put).toBeLessThan(10);
  broker.isAway = false;
  await putting;
  await until(() => broker.stored.length >= 40);
  expect(broker.stored).toEqual(names);
});

test("a queue goes on behind what the broker had before it", async () => {
  const broker = new Broker(1000, 2);
  await broker.queue.put(batch("1"));
  await until(() => broker.told.length > 0);
  expect(broker.told).toEqual([3]);
  expect(broker.stored).toEqual(["before 1", "before 2", "1"]);
});
