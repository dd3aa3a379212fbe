/** Sends lines to the inputs of a forwarder (`lines_worker.ts`). */
import type { LoadHandle, LoadReceivers } from "../../lab/load/load_handle.ts";
import { startWorkerLoad } from "../../lab/load/worker_load.ts";
import { MAX_STREAMS } from "../../lab/lines/line_shape.ts";
import { now, timestamp } from "../../lab/timing/wall_clock.ts";
import type { Sample, Source } from "../../record/mod.ts";
import type { LinesPlan, LinesSettings, SentStream } from "./lines_plan.ts";
import { makeSendCounters, readSendCounts } from "./send_counters.ts";

const SAMPLE_INTERVAL_MS = 250;

/**
 * Starts the load once its threads run. Beside the generator's own samples it passes on `sent_lines`, the most that any
 * input was sent, `sent_lines;<input>` where there are several, and `blocked_s`, the average of its connections; all
 * from the start. `stop()` returns what each stream sent. Throws RangeError for a setting that is not above 0, and for
 * too many streams.
 */
export function startLinesLoad(
  settings: LinesSettings,
  receivers: LoadReceivers,
): LoadHandle<SentStream[]> {
  checkSettings(settings);
  const { run_id, inputs, streams } = settings;
  const counters = makeSendCounters(inputs.length * streams);
  const plan: LinesPlan = { ...settings, counters };
  const load = startWorkerLoad<LinesPlan, SentStream>(
    new URL("./lines_worker.ts", import.meta.url),
    plan,
    {
      ...receivers,
      name: "the generator of lines",
      driver: "generator",
      threads: Array.from({ length: streams }, (_, i) => `stream-${i + 1}`),
    },
  );
  const sample = () => receivers.onSamples(toSamples(run_id, plan));
  const sampling = setInterval(sample, SAMPLE_INTERVAL_MS);
  let stopping: Promise<SentStream[]> | null = null;
  const stop = () =>
    stopping ??= load.stop().finally(() => {
      clearInterval(sampling);
      sample();
    });
  return {
    ...load,
    stop,
    async [Symbol.asyncDispose]() {
      // See `startLoad()`.
      await stop().catch(() => {});
    },
  };
}

function toSamples(
  run_id: string,
  { inputs, counters }: LinesPlan,
): Sample[] {
  const at = timestamp();
  const { lines, blocked } = readSendCounts(counters, inputs.length, now());
  const each = inputs.length === 1
    ? []
    : inputs.map(({ name }, i) =>
      [`sent_lines;${name}`, "", lines[i] ?? 0] as const
    );
  const rows = [
    ["sent_lines", "", Math.max(...lines)] as const,
    ["blocked_s", "s", blocked] as const,
    ...each,
  ];
  return rows.map(([metric, unit, value]) => ({
    ...{
      run_id,
      source: "generator" satisfies Source,
      metric,
      unit,
      at,
      value,
    },
  }));
}

function checkSettings(settings: LinesSettings): void {
  for (
    const key of ["rate", "streams", "metrics", "period", "timeout"] as const
  ) {
    if (settings[key] > 0) continue;
    throw new RangeError(
      `Cannot send lines as ${key} must be above 0: ${settings[key]}`,
    );
  }
  if (settings.streams >= MAX_STREAMS) {
    throw new RangeError(
      `Cannot send lines as there may be at most ${
        MAX_STREAMS - 1
      } streams: ${settings.streams}`,
    );
  }
}
