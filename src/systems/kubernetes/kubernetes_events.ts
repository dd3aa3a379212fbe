/** What happens on a cluster, as events of a platform: pods become instances, nodes become cells, calls are measured. */
import type { PlatformEvent } from "../platform/platform.ts";
import type { ApiAnswer, ApiRequest } from "./api/api_client.ts";
import { type Node, type Pod, statusOf } from "./api/objects.ts";
import { type InstanceSlots, toInstanceSlots } from "./instance_slots.ts";
import { type PodView, toPodView } from "./pod_view.ts";
import { type JobBook, toJobBook } from "./run_jobs.ts";

export interface ClusterEvents {
  readonly slots: InstanceSlots;
  readonly jobs: JobBook;
  onCall(request: ApiRequest, answer: ApiAnswer): void;
  onPod(pod: Pod, at: number): void;
  onPodGone(pod: Pod, at: number): void;
  onNode(node: Node, at: number): void;
  /** Tells of something that befell the cluster by our hand. */
  tell(event: PlatformEvent): void;
  /** Subscribes; the first subscriber is told what came before. */
  watch(onEvent: (event: PlatformEvent) => void): Disposable;
  /** Pods that have not run by now are unfinished starts. */
  end(): void;
}

export function toClusterEvents(): ClusterEvents {
  const watchers = new Set<(event: PlatformEvent) => void>();
  let early: PlatformEvent[] | null = [];
  const tell = (event: PlatformEvent) => {
    early?.push(event);
    for (const watcher of watchers) watcher(event);
  };
  let calls = 0;
  const slots = toInstanceSlots(tell);
  const jobs = toJobBook();
  const nodes = new Map<string, boolean>();
  const starts = trackStarts(tell);
  return {
    ...{ slots, jobs, tell },
    onCall({ verb, resource }, answer) {
      const { startedAt, seconds, outcome, error, code } = answer;
      tell({
        kind: "measured",
        operation: "api_call",
        ...{
          id: String(++calls),
          subject: `${verb} ${resource}`,
          at: startedAt,
          seconds,
        },
        ...{ outcome, error, code },
      });
    },
    onPod(pod, at) {
      const view = toPodView(pod);
      if (view.task !== "" && view.node !== "") {
        jobs.onPod(view.task, view.node);
      }
      if (view.app === "") return;
      starts.onPod(view, at);
      slots.onPod(view, at);
    },
    onPodGone(pod, at) {
      const view = toPodView(pod);
      if (view.app === "") return;
      starts.onGone(view);
      slots.onGone(view, at);
    },
    onNode(node, at) {
      const { metadata: { name: cell } } = node;
      const isReady = statusOf(node, "Ready") === "True";
      const was = nodes.get(cell);
      nodes.set(cell, isReady);
      if (was === isReady || was === undefined && !isReady) return;
      tell({ kind: "cell", at, cell, state: isReady ? "present" : "missing" });
    },
    watch(onEvent) {
      watchers.add(onEvent);
      const before = early ?? [];
      early = null;
      for (const event of before) onEvent(event);
      return { [Symbol.dispose]: () => void watchers.delete(onEvent) };
    },
    end: () => starts.end(),
  };
}

/** Measures each pod of an application, from when the watch tells that it is there until it tells that it runs. */
function trackStarts(tell: (event: PlatformEvent) => void) {
  const waiting = new Map<string, { readonly name: string; since: number }>();
  const done = new Set<string>();
  const end = (uid: string, until: number | null) => {
    const start = waiting.get(uid);
    if (!start || !waiting.delete(uid)) return;
    tell({
      kind: "measured",
      operation: "pod_start",
      ...{ id: start.name, subject: "pod", at: start.since },
      seconds: until === null ? null : (until - start.since) / 1000,
      outcome: until === null ? "unfinished" : "ok",
      ...{ error: "", code: "" },
    });
  };
  return {
    onPod({ uid, name, state }: PodView, at: number) {
      if (done.has(uid)) return;
      if (!waiting.has(uid)) waiting.set(uid, { name, since: at });
      if (state !== "running" && state !== "ended") return;
      done.add(uid);
      end(uid, state === "running" ? at : null);
    },
    onGone({ uid }: Pick<PodView, "uid">) {
      end(uid, null);
      done.delete(uid);
    },
    end() {
      for (const uid of waiting.keys()) end(uid, null);
    },
  };
}
