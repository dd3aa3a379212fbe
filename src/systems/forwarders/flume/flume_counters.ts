/**
 * Counters of Flume's channels, from its own log, as its monitoring by HTTP would listen on all of the machine. Flume logs
 * the events in a channel at each checkpoint; in lines they are estimates, by the mean number of lines of an event.
 */
import type { AdapterPlan, AdapterStatus } from "../adapters/adapter_plan.ts";
import { readTail } from "../read_tail.ts";

/** Holds some checkpoints of each channel, between other messages. */
const TAIL_BYTES = 65_536;

/** The thread has the name of its channel. */
const CHECKPOINT =
  /\[Log-BackgroundWorker-(channel-\d+)\].* logWriteOrderID: (\d+), queueSize: (\d+)/g;

interface Checkpoint {
  readonly id: string;
  /** Events in the channel, without those that its sinks have taken. */
  readonly queued: number;
}

interface ChannelCounters {
  readonly name: string;
  checkpoint: Checkpoint | null;
  /** Events that Flume had taken for sure at that checkpoint. */
  storedBefore: number;
  /** Events that its sinks sent, some of them more than once. */
  received: number;
  /** Events that wait for a sink. */
  waiting: number;
  /** Events that Flume took and this channel had no room for: at least. */
  dropped: number;
}

export class FlumeCounters {
  readonly #log: string;
  readonly #channels: readonly ChannelCounters[];
  readonly #isShared: boolean;
  /** Events and lines that Flume took. */
  #events = 0;
  #lines = 0;
  /** Events at the last look. */
  #eventsBefore = 0;

  constructor(
    { brokerLog, sinks, topology }: Pick<
      AdapterPlan,
      "brokerLog" | "sinks" | "topology"
    >,
  ) {
    this.#log = brokerLog ?? "";
    this.#isShared = topology === "cluster";
    this.#channels = (this.#isShared ? [0] : sinks).map((_, position) => ({
      name: `channel-${position + 1}`,
      checkpoint: null,
      ...{ storedBefore: 0, received: 0, waiting: 0, dropped: 0 },
    }));
  }

  /** Flume has taken further events, with that many lines. */
  stored(events: number, lines: number): void {
    this.#events += events;
    this.#lines += lines;
  }

  /** Flume has sent events for a sink, by its position, which wait until the function returned is called. */
  received(position: number, events: number): () => void {
    const channel = this.#channels[this.#isShared ? 0 : position];
    if (!channel) return () => {};
    channel.received += events;
    channel.waiting += events;
    return () => channel.waiting -= events;
  }

  /** Reads the log; a Flume that is away, or without a log, leaves the counters as they were. */
  async refresh(): Promise<void> {
    const stored = this.#events;
    const log = await readTail(this.#log, TAIL_BYTES);
    const checkpoints = readCheckpoints(log);
    for (const channel of this.#channels) {
      // One look later, when what sinks had taken at the checkpoint has been received.
      countDropped(channel);
      const checkpoint = checkpoints.get(channel.name);
      if (!checkpoint || checkpoint.id === channel.checkpoint?.id) continue;
      channel.checkpoint = checkpoint;
      channel.storedBefore = this.#eventsBefore;
    }
    this.#eventsBefore = stored;
  }

  /** Returns all counters, given the lines that each sink has got. */
  toStatus(sent: readonly number[]): AdapterStatus {
    const none = { queued: null, dropped: null, sent: null };
    const counts = this.#channels.map(({ checkpoint, waiting, dropped }) =>
      checkpoint === null ? none : {
        queued: this.#toLines(checkpoint.queued + waiting),
        dropped: this.#toLines(dropped),
      }
    );
    return {
      sinks: sent.map((sent, position) => ({
        ...none,
        ...this.#isShared ? {} : counts[position],
        sent,
      })),
      shared: { ...none, ...this.#isShared ? counts[0] : {} },
    };
  }

  /** By the mean of an event; null without one, as of events that an adapter before this one appended. */
  #toLines(events: number): number | null {
    if (events === 0) return 0;
    if (this.#events === 0) return null;
    return Math.round(events * this.#lines / this.#events);
  }
}

/** Returns the last checkpoint of each channel by its name. */
function readCheckpoints(log: string): ReadonlyMap<string, Checkpoint> {
  return new Map(
    [...log.matchAll(CHECKPOINT)].map(([, name = "", id = "", queued]) => [
      name,
      { id, queued: Number(queued) },
    ]),
  );
}

function countDropped(channel: ChannelCounters): void {
  if (channel.checkpoint === null) return;
  channel.dropped = Math.max(
    channel.dropped,
    channel.storedBefore - channel.received - channel.checkpoint.queued,
  );
}
