/**
 * Counters of Flume's channels, from its JSON monitoring, which counts events: in lines they are estimates, by the mean
 * number of lines of an event. A restarted Flume begins at zero.
 */
import { z } from "zod";
import { fetchJson } from "../../../lab/clients/fetch_json.ts";
import type { AdapterPlan, AdapterStatus } from "../adapters/adapter_plan.ts";

/** Flume writes numbers as texts. */
const Channel = z.object({
  ChannelSize: z.coerce.number(),
  EventPutSuccessCount: z.coerce.number(),
  StartTime: z.string(),
});

const Metrics = z.record(z.string(), z.unknown());

interface ChannelCounters {
  readonly name: string;
  /** Events in the channel. */
  queued: number | null;
  /** Events that Flume took and this channel had no room for; null once that cannot be told. */
  dropped: number | null;
  /** Names the process that counts. */
  startTime: string;
}

export class FlumeCounters {
  readonly #url: string;
  readonly #channels: readonly ChannelCounters[];
  readonly #isShared: boolean;
  /** Events and lines that Flume took. */
  #events = 0;
  #lines = 0;

  constructor(
    { monitor, sinks, topology }: Pick<
      AdapterPlan,
      "monitor" | "sinks" | "topology"
    >,
  ) {
    this.#url = `http://${monitor?.host}:${monitor?.port}/metrics`;
    this.#isShared = topology === "cluster";
    this.#channels = (this.#isShared ? [0] : sinks).map((_, position) => ({
      name: `CHANNEL.channel-${position + 1}`,
      queued: null,
      dropped: 0,
      startTime: "",
    }));
  }

  /** Flume has taken further events, with that many lines. */
  stored(events: number, lines: number): void {
    this.#events += events;
    this.#lines += lines;
  }

  /** Reads the counters; a Flume that is away leaves them as they were. */
  async refresh(): Promise<void> {
    // Counted before the channels are, so that events on their way are not taken for dropped ones.
    const stored = this.#events;
    const metrics = await fetchJson(this.#url, Metrics);
    if (metrics === null) return;
    for (const channel of this.#channels) {
      const { data } = Channel.safeParse(metrics[channel.name]);
      if (data) readChannel(channel, data, stored);
    }
  }

  /** Returns all counters, given the lines that each sink has got. */
  toStatus(sent: readonly number[]): AdapterStatus {
    const none = { queued: null, dropped: null, sent: null };
    const mean = this.#events === 0 ? 0 : this.#lines / this.#events;
    const toLines = (events: number | null) =>
      events === null ? null : Math.round(events * mean);
    const counts = this.#channels.map(({ queued, dropped }) => ({
      queued: toLines(queued),
      dropped: toLines(dropped),
    }));
    return {
      sinks: sent.map((sent, position) => ({
        ...none,
        ...this.#isShared ? {} : counts[position],
        sent,
      })),
      shared: { ...none, ...this.#isShared ? counts[0] : {} },
    };
  }
}

function readChannel(
  channel: ChannelCounters,
  data: z.infer<typeof Channel>,
  stored: number,
): void {
  channel.queued = data.ChannelSize;
  const isRestarted = channel.startTime !== "" &&
    channel.startTime !== data.StartTime;
  channel.startTime = data.StartTime;
  if (isRestarted) channel.dropped = null;
  if (channel.dropped === null) return;
  const missing = stored - data.EventPutSuccessCount;
  channel.dropped = Math.max(channel.dropped, missing);
}
