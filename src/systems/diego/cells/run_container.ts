/** The life of a container: made, running, and ended. Its times are drawn; nothing is run. */
import type { Action, MetricTag } from "../wire/messages.ts";
import type { Cell } from "./cell.ts";
import { after, type CellHost } from "./cell_host.ts";
import type { Container, ContainerState } from "./container.ts";

/** Variable of the environment of an action: seconds until its process crashes. */
export const CRASH_AFTER = "LOADLINE_CRASH_AFTER";

/** What is done when the state of a container has changed. */
export type OnChange = (
  host: CellHost,
  cell: Cell,
  container: Container,
) => void;

/** Returns a function that tells whether cell and container are still those of now, after something was awaited. */
export function watchLife(cell: Cell, container: Container): () => boolean {
  const { life } = cell;
  return () => cell.alive && cell.life === life && !container.gone;
}

/** Makes a container once the cell has a place for it in its pool, and runs what is in it. */
export function runContainer(
  host: CellHost,
  cell: Cell,
  container: Container,
  { action, metricTags, onChange }: {
    readonly action: Action | null;
    readonly metricTags: Readonly<Record<string, MetricTag>>;
    readonly onChange: OnChange;
  },
): void {
  const { draws } = host;
  const { pool } = cell;
  const isSame = watchLife(cell, container);
  setState(cell, container, "initializing");
  container.metricTags = toTags(metricTags, container);
  pool.take(() => {
    if (!isSame()) return pool.release();
    after(draws.create(), () => {
      pool.release();
      if (!isSame()) return;
      setState(cell, container, "created");
      after(draws.boot(), () => {
        if (!isSame()) return;
        setState(cell, container, "running");
        onChange(host, cell, container);
        const end = toEnd(host, container, action);
        if (end === null) return;
        after(end.seconds, () => {
          if (!isSame() || container.state !== "running") return;
          container.reason = end.reason;
          setState(cell, container, "completed");
          onChange(host, cell, container);
        }, host);
      }, host);
    }, host);
  });
}

/** Stops what runs in a container; it has ended a while later. */
export function stopContainer(
  host: CellHost,
  cell: Cell,
  container: Container,
  onChange: OnChange,
): void {
  const isSame = watchLife(cell, container);
  container.stopped = true;
  after(host.draws.stop(), () => {
    if (!isSame() || container.state === "completed") return;
    setState(cell, container, "completed");
    onChange(host, cell, container);
  }, host);
}

function setState(
  cell: Cell,
  container: Container,
  state: ContainerState,
): void {
  container.state = state;
  cell.stateText = null;
}

/** Returns when and why a process ends by itself; null for one that does not. */
function toEnd(
  { draws }: CellHost,
  { lrp }: Container,
  action: Action | null,
): { readonly seconds: number; readonly reason: string } | null {
  if (lrp === null) return { seconds: draws.task(), reason: "" };
  const seconds = Number(
    action?.run?.env.find(({ name }) => name === CRASH_AFTER)?.value ?? NaN,
  );
  return Number.isNaN(seconds)
    ? null
    : { seconds, reason: "APP/PROC/WEB: Exited with status 1" };
}

/** Fills in the metric tags of an instance, as the rep does: by the text, the index, or the guid of the instance. */
function toTags(
  tags: Readonly<Record<string, MetricTag>>,
  { lrp, name }: Container,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, { text, dynamic }]) => [
      key,
      dynamic === 1 ? String(lrp?.index ?? 0) : dynamic === 2 ? name : text,
    ]),
  );
}
