/** Passes what a broker delivers to sinks, and survives the absence of both. */
import { setTimeout as delay } from "node:timers/promises";
import { complain } from "./complain.ts";
import type { Delivery, SinkWriter } from "./sink_writer.ts";

/** A delivery of a broker that numbers its messages. */
export interface BrokerDelivery extends Delivery {
  readonly number: number;
  /** Acknowledges one that was delivered before: the broker has not heard of it. */
  acknowledgeAgain(): void;
  /** Asks the broker to deliver it to another sink. */
  giveBack(): void;
}

/** Asks the broker for some deliveries; ends when they are there, or after about a second. */
export type FetchDeliveries = () => AsyncIterable<BrokerDelivery>;

const RETRY_MS = 100;

/** Numbers that are remembered: more than a broker may deliver without an acknowledgement. */
const MAX_KNOWN = 50_000;

/**
 * Delivers everything to one sink, in order. After an outage of the sink it goes on where it was, beginning with what
 * may have been lost on its way. What the broker delivers again, after a restart of its own, is left out.
 */
export async function deliverInOrder(
  writer: SinkWriter<BrokerDelivery>,
  fetch: FetchDeliveries,
): Promise<never> {
  const known = new Set<number>();
  for (;;) {
    await writer.reopen();
    await forEachDelivery(fetch, async (delivery) => {
      if (known.has(delivery.number)) return delivery.acknowledgeAgain();
      remember(known, delivery.number);
      if (!await writer.write(delivery)) await writer.reopen();
    });
  }
}

/** Delivers to one sink of a cluster; what it may not have received goes to the others. */
export async function deliverShared(
  writer: SinkWriter<BrokerDelivery>,
  fetch: FetchDeliveries,
): Promise<never> {
  for (;;) {
    await writer.open();
    while (writer.isOpen) {
      await forEachDelivery(fetch, async (delivery) => {
        if (writer.isOpen) await writer.write(delivery);
        else delivery.giveBack();
      });
    }
    for (const delivery of writer.takeHeld()) delivery.giveBack();
  }
}

/** A broker that is away is asked until it is back. */
async function forEachDelivery(
  fetch: FetchDeliveries,
  act: (delivery: BrokerDelivery) => void | Promise<void>,
): Promise<void> {
  try {
    for await (const delivery of fetch()) await act(delivery);
  } catch (error) {
    complain(`The broker is away: ${error}`);
    await delay(RETRY_MS);
  }
}

function remember(known: Set<number>, number: number): void {
  known.add(number);
  if (known.size <= MAX_KNOWN) return;
  for (const oldest of known) {
    known.delete(oldest);
    return;
  }
}
