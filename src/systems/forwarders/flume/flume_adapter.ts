/**
 * Adapter between lines by TCP and Flume: appends what it reads to Flume's Thrift source, and writes what Flume's Thrift
 * sinks send to the sinks. `deno run ... flume_adapter.ts '{"input":...}'`, see `adapters/adapter_plan.ts`.
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  type AdapterPlan,
  readPlan,
  serveStatus,
} from "../adapters/adapter_plan.ts";
import { toBatch } from "../adapters/batch.ts";
import { complain } from "../adapters/complain.ts";
import { FlumeClient } from "./flume_client.ts";
import { FlumeCounters } from "./flume_counters.ts";
import { readAppend, toReply } from "./flume_protocol.ts";
import { serveLines } from "../adapters/line_server.ts";
import { PublishQueue } from "../adapters/publish_queue.ts";
import { type Delivery, SinkWriter } from "../adapters/sink_writer.ts";
import { readFrames, writeFrame } from "./thrift_frames.ts";

/** Then the sender is blocked. */
const MAX_WAITING_BYTES = 8 * 1024 ** 2;

/** Time between two looks at Flume's counters. */
const FOLLOW_MS = 250;

/** Time between two looks whether a sink has gone. */
const LOOK_MS = 20;

async function main(plan: AdapterPlan): Promise<void> {
  const counters = new FlumeCounters(plan);
  const writers = plan.sinks.map((sink) =>
    new SinkWriter<Delivery>({
      ...sink,
      holdMs: plan.hold * 1000,
      bufferSize: Infinity,
    })
  );
  for (const [position, writer] of writers.entries()) {
    const port = plan.deliveries[position]?.port ?? 0;
    const others = plan.topology === "cluster"
      ? writers.filter((other) => other !== writer)
      : [];
    const receiver = {
      ...{ writer, others, connection: null },
      received: (events: number) => counters.received(position, events),
    };
    serveDeliveries(
      Deno.listen({ hostname: plan.input.host, port }),
      receiver,
    );
    keepOpen(receiver);
  }
  const client = new FlumeClient(plan.broker, plan.linesOfMessage ?? 1);
  let highest = 0;
  const queue = new PublishQueue({
    stored: 0,
    maxBytes: MAX_WAITING_BYTES,
    maxInFlight: 1,
    maxTogether: 1,
    publish: async ([batch]) => {
      if (batch === undefined) return;
      counters.stored(await client.append(batch), batch.lines);
      highest++;
    },
    // What Flume stored without an answer cannot be known: it is sent again.
    readHighest: async () => {
      await client.open();
      return highest;
    },
    onStored: () => {},
  });
  followCounters(counters);
  serveStatus(
    plan.status,
    () => counters.toStatus(writers.map(({ sent }) => sent)),
  );
  const { host: hostname, port } = plan.input;
  await serveLines(
    Deno.listen({ hostname, port }),
    (batch) => queue.put(batch),
  );
}

async function followCounters(counters: FlumeCounters): Promise<never> {
  for (;;) {
    await counters.refresh();
    await delay(FOLLOW_MS);
  }
}

/** A sink, and Flume's connection for it. */
interface Receiver {
  readonly writer: SinkWriter<Delivery>;
  /** The latest one; what an older one brought is brought again by it. */
  connection: Deno.TcpConn | null;
  /** Other sinks of its cluster, which get what this one cannot; empty for a fan-out. */
  readonly others: readonly SinkWriter<Delivery>[];
  /** Counts events that wait for the sink until the function returned is called. */
  readonly received: (events: number) => () => void;
}

async function serveDeliveries(
  listener: Deno.TcpListener,
  receiver: Receiver,
): Promise<void> {
  for await (const connection of listener) {
    receiver.connection = connection;
    receive(connection, receiver).catch((error) =>
      complain(`Flume's connection ended: ${error}`)
    ).finally(() => connection.close());
  }
}

/** Answers each request once its lines are written. */
async function receive(
  connection: Deno.TcpConn,
  receiver: Receiver,
): Promise<void> {
  for await (const frame of readFrames(connection)) {
    const append = readAppend(frame);
    const done = receiver.received(append.events);
    try {
      await deliver(append.data, connection, receiver);
    } finally {
      done();
    }
    await writeFrame(connection, toReply(append));
  }
}

/** Resolves once the lines are written. Rejects if Flume shall take them back. */
async function deliver(
  data: Uint8Array,
  connection: Deno.TcpConn,
  receiver: Receiver,
): Promise<void> {
  const { writer, others } = receiver;
  if (!writer.isOpen) {
    // Another sink gets it: Flume takes it back when the connection ends.
    if (others.length > 0) throw new Error("The sink is away");
    await writer.reopen();
  }
  if (receiver.connection !== connection) throw new Error("It has another");
  const isWritten = await writer.write({
    ...toBatch(data),
    acknowledge() {},
  });
  // It is held, and written again when the sink is back.
  if (!isWritten && others.length === 0) await writer.reopen();
}

/** Connects whenever the sink is back. What may have been lost on its way goes to it again, or to others of a cluster. */
async function keepOpen({ writer, others }: Receiver): Promise<never> {
  for (;;) {
    if (!writer.isOpen) {
      for (const delivery of others.length > 0 ? writer.takeHeld() : []) {
        const other = others.find(({ isOpen }) => isOpen) ?? writer;
        await other.write(delivery);
      }
      await writer.reopen();
    }
    await delay(LOOK_MS);
  }
}

await main(readPlan(Deno.args));
