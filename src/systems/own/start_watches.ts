/** Samples what is beside the nodes of a user's own system. */
import { plainAccess } from "../../lab/clients/access.ts";
import { MetricsProbe } from "../../lab/probes/metrics_probe.ts";
import type { RowReceivers } from "../../lab/recording/row_receivers.ts";
import { repeat } from "../../lab/timing/periodic.ts";
import { startContainerProbe } from "./container_probe.ts";
import type { Watch, WatchedPage } from "./watch.ts";

const SAMPLE_INTERVAL_S = 1;

/** Series of a page that are kept: node_exporter has some hundred for each family of a large machine. */
const MAX_SERIES = 400;

/** Samples once a second until disposed of. What cannot be read is a warning. */
export function startWatches(
  watches: readonly Watch[],
  { run_id, onSamples, onWarning }:
    & { readonly run_id: string }
    & Pick<RowReceivers, "onSamples" | "onWarning">,
): AsyncDisposable {
  const owned = new AsyncDisposableStack();
  for (const watch of watches) {
    owned.use(
      "containers" in watch
        ? startContainerProbe({ ...watch, run_id, onSamples, onWarning })
        : startPage(watch, { run_id, onSamples, onWarning }),
    );
  }
  return owned;
}

function startPage(
  { name, metrics: url, families }: WatchedPage,
  { run_id, onSamples, onWarning }:
    & { readonly run_id: string }
    & Pick<RowReceivers, "onSamples" | "onWarning">,
): AsyncDisposable {
  let isRead = false;
  const probe = new MetricsProbe({
    ...{ run_id, families, onWarning, access: plainAccess },
    maxSeries: MAX_SERIES,
    onSamples(rows) {
      isRead = true;
      onSamples(rows);
    },
  });
  const stop = new AbortController();
  const loop = repeat(() => void probe.scrape([{ name, url }]), {
    every: SAMPLE_INTERVAL_S,
    signal: stop.signal,
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
      await probe[Symbol.asyncDispose]();
      if (!isRead) {
        onWarning("watch-unread", `${name} never showed its metrics`);
      }
    },
  };
}
