/** Samples containers by the socket of the Docker engine. */
import { z } from "zod";
import { readingOf } from "../../ingest/resource_series/docker_engine.ts";
import type { RowReceivers } from "../../lab/recording/row_receivers.ts";
import { repeat } from "../../lab/timing/periodic.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { type Sample, sourceKind, sources } from "../../record/mod.ts";

const SAMPLE_INTERVAL_S = 1;
/** Seconds in which the engine must answer. */
const TIMEOUT_S = 0.8;

/** What of a reading the next one is compared with. */
const Counted = z.looseObject({ read: z.string(), cpu_stats: z.unknown() });
type Counted = z.infer<typeof Counted>;

export interface ContainerProbeOptions
  extends Pick<RowReceivers, "onSamples" | "onWarning"> {
  readonly run_id: string;
  /** Names or ids. */
  readonly containers: readonly string[];
  /** Path of the engine's socket. */
  readonly socket: string;
}

/**
 * Samples once a second until disposed of, with the name of the container as source: `cpu` (1 = one core), `memory`,
 * `memory_limit` and `threads`; and, since the start of the container, `network_rx`, `network_tx`, `disk_read` and
 * `disk_write` in bytes. An engine that does not answer, or does not know a container, is a warning.
 */
export function startContainerProbe(
  { run_id, containers, socket, onSamples, onWarning }: ContainerProbeOptions,
): AsyncDisposable {
  const client = Deno.createHttpClient({
    proxy: { transport: "unix", path: socket },
  });
  const stop = new AbortController();
  const before = new Map<string, Counted>();
  const sample = async (container: string) => {
    const signal = AbortSignal.any([
      stop.signal,
      AbortSignal.timeout(1000 * TIMEOUT_S),
    ]);
    const init: RequestInit & { readonly client: Deno.HttpClient } = {
      client,
      signal,
    };
    try {
      const response = await fetch(
        `http://localhost/containers/${container}/stats?stream=false&one-shot=true`,
        init,
      );
      if (!response.ok) {
        await response.body?.cancel();
        return onWarning(
          "container-unread",
          `the engine at ${socket} answers ${response.status} for the container ${container}`,
        );
      }
      const now = Counted.parse(await response.json());
      const rows = toSamples(now, before.get(container) ?? null, run_id);
      before.set(container, now);
      if (!stop.signal.aborted) onSamples(rows);
    } catch {
      if (stop.signal.aborted) return;
      onWarning(
        "container-unread",
        `the engine at ${socket} does not tell of the container ${container}`,
      );
    }
  };
  const loop = repeat(
    () => Promise.all(containers.map(sample)).then(() => {}),
    { every: SAMPLE_INTERVAL_S, signal: stop.signal },
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
      client.close();
    },
  };
}

/** A reading by itself has no processor time of the one before, without which there is no usage. */
function toSamples(
  now: Counted,
  before: Counted | null,
  run_id: string,
): Sample[] {
  const at = timestamp();
  const reading = readingOf(
    before === null
      ? now
      : { ...now, preread: before.read, precpu_stats: before.cpu_stats },
  );
  if (reading === null) return [];
  const source = Object.hasOwn(sources, sourceKind(reading.source))
    ? `container-${reading.source}`
    : reading.source;
  return reading.values.map(([metric, unit, value]) => ({
    ...{ run_id, source, metric, unit, at, value },
  }));
}
