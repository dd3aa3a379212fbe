/** A BBS in memory, as far as cells use it: records of LRPs and tasks, and the rules of their states. */
import type { BbsAnswer } from "../../../src/systems/diego/clients/bbs_answer.ts";
import type { BbsClient } from "../../../src/systems/diego/clients/bbs_client.ts";
import { routes } from "../../../src/systems/diego/wire/routes.ts";
import type { DesiredLrp } from "../../../src/systems/diego/wire/messages.ts";

/** Record of an instance. */
export interface FakeRecord {
  readonly guid: string;
  readonly index: number;
  state: string;
  instance: string;
  cell: string;
  presence: number;
}

export interface FakeBbs extends Pick<BbsClient, "call"> {
  /** By `guid/index`. */
  readonly records: Map<string, FakeRecord>;
  /** By guid: state and cell. */
  readonly tasks: Map<string, { state: number; cell: string; failed: boolean }>;
  /** Paths of all requests, in order. */
  readonly asked: string[];
  /** LRPs that are desired, by guid. */
  readonly desired: Map<string, DesiredLrp>;
  /** Called with the path of each request, once it is done and before it is answered. */
  onDone: (path: string) => void;
  /** Whether all requests fail. */
  isDown: boolean;
  /** Whether what an evacuated cell runs is to be kept. */
  keepsContainers: boolean;
}

/** What requests of cells have, one or the other. */
interface AnyRequest {
  readonly guid?: string;
  readonly index?: number;
  readonly cell?: string;
  readonly failed?: boolean;
  readonly key?: { readonly guid: string; readonly index: number };
  readonly instanceKey?: { readonly instance: string; readonly cell: string };
}

const ok = { outcome: "ok", error: "", code: "", bytes: 0 } as const;
const refused = {
  outcome: "failed",
  error: "refused",
  code: "conflict",
  bytes: 0,
  value: null,
} as const;

export function toFakeBbs(): FakeBbs {
  const bbs: FakeBbs = {
    records: new Map(),
    tasks: new Map(),
    asked: [],
    desired: new Map(),
    onDone: () => {},
    isDown: false,
    keepsContainers: false,
    // deno-lint-ignore require-await -- as the real one
    async call(route, request) {
      bbs.asked.push(route.path);
      if (bbs.isDown) {
        return { ...refused, outcome: "refused", code: "", error: "down" };
      }
      const answer = answerTo(bbs, route.path, request as AnyRequest);
      bbs.onDone(route.path);
      // What it answers is of the type of the route.
      return answer as BbsAnswer<ReturnType<typeof route.answer.decode>>;
    },
  };
  return bbs;
}

function answerTo(
  bbs: FakeBbs,
  path: string,
  request: AnyRequest,
): BbsAnswer<unknown> {
  const { key, instanceKey } = request;
  const guid = key?.guid ?? request.guid ?? "";
  const index = key?.index ?? request.index ?? 0;
  const id = `${guid}/${index}`;
  const record = bbs.records.get(id);
  const isOurs = record !== undefined &&
    record.instance === instanceKey?.instance;
  const done = { ...ok, value: { error: null } };
  switch (path) {
    case routes.claim.path:
      if (!record || (record.state !== "UNCLAIMED" && !isOurs)) return refused;
      Object.assign(record, instanceKey, { state: "CLAIMED" });
      return done;
    case routes.start.path:
      if (record?.state === "RUNNING" && !isOurs) return refused;
      bbs.records.set(id, {
        ...{ guid, index, state: "RUNNING", presence: 0 },
        ...instanceKey!,
      });
      return done;
    case routes.crash.path:
      if (record) Object.assign(record, { state: "CRASHED", instance: "" });
      return done;
    case routes.removeActual.path:
    case routes.evacuateStopped.path:
    case routes.evacuateClaimed.path:
    case routes.evacuateCrashed.path:
    case routes.removeEvacuating.path:
      bbs.records.delete(id);
      return done;
    case routes.evacuateRunning.path:
      return {
        ...ok,
        value: { error: null, keepContainer: bbs.keepsContainers },
      };
    case routes.desiredLrp.path:
      return { ...ok, value: { error: null, lrp: bbs.desired.get(guid) } };
    case routes.actualLrps.path:
      return {
        ...ok,
        value: {
          error: null,
          lrps: [...bbs.records.values()]
            .filter(({ cell }) => cell === request.cell)
            .map(({ guid, index, state, presence, instance, cell }) => ({
              ...{ key: { guid, index, domain: "d" }, state, presence },
              instanceKey: { instance, cell },
            })),
        },
      };
    case routes.tasks.path:
      return {
        ...ok,
        value: {
          error: null,
          tasks: [...bbs.tasks].filter(([, { cell, state }]) =>
            cell === request.cell && state < 3
          ).map(([guid]) => ({ guid })),
        },
      };
    case routes.startTask.path: {
      const task = bbs.tasks.get(guid);
      if (!task) return { ...refused, code: "missing" };
      const shouldStart = task.state === 1;
      if (shouldStart) Object.assign(task, { state: 2, cell: request.cell });
      return { ...ok, value: { error: null, shouldStart } };
    }
    case routes.task.path:
      return {
        ...ok,
        value: { error: null, task: { definition: { action: null } } },
      };
    case routes.completeTask.path: {
      const task = bbs.tasks.get(guid);
      if (task) Object.assign(task, { state: 3, failed: request.failed });
      return done;
    }
    default:
      throw new TypeError(`Cannot answer ${path}: write it`);
  }
}
