/** Requests to the BBS: path, and what is sent and returned. Paths and revisions are those of cloudfoundry/bbs, `routes.go`. */
import { type Codec, codec } from "./codec.ts";
import type {
  ActualLrp,
  BbsError,
  DesiredLrp,
  EvacuationAnswer,
  InstanceKey,
  LrpKey,
  OnlyError,
  SchedulingInfo,
  StartedLrp,
  Task,
  TaskDefinition,
} from "./messages.ts";

/** One kind of request. */
export interface Route<Request, Answer> {
  readonly path: string;
  readonly request: Codec<Request>;
  readonly answer: Codec<Answer>;
}

type Empty = Readonly<Record<never, never>>;

interface Instance {
  readonly guid: string;
  readonly index: number;
  readonly instanceKey: InstanceKey;
}

interface Keys {
  readonly key: LrpKey;
  readonly instanceKey: InstanceKey;
}

interface OnCell {
  readonly guid: string;
  readonly cell: string;
}

const onlyError = codec<OnlyError>("OnlyError");
const evacuation = codec<EvacuationAnswer>("EvacuationAnswer");
const keys = codec<Keys>("EvacuateRequest");

function route<Request, Answer>(
  path: string,
  request: Codec<Request>,
  answer: Codec<Answer>,
): Route<Request, Answer> {
  return { path, request, answer };
}

/** The requests that are used. */
export const routes = {
  ping: route(
    "/v1/ping",
    codec<Empty>("Empty"),
    codec<{ readonly available: boolean; readonly error: BbsError | null }>(
      "PingAnswer",
    ),
  ),
  cells: route(
    "/v1/cells/list.r1",
    codec<Empty>("Empty"),
    codec<
      OnlyError & { readonly cells: readonly { readonly cell: string }[] }
    >("CellsAnswer"),
  ),
  upsertDomain: route(
    "/v1/domains/upsert",
    codec<{ readonly domain: string; readonly ttl: number }>(
      "UpsertDomainRequest",
    ),
    onlyError,
  ),
  actualLrps: route(
    "/v1/actual_lrps/list",
    codec<{ readonly domain: string; readonly cell: string }>(
      "ActualLrpFilter",
    ),
    codec<OnlyError & { readonly lrps: readonly ActualLrp[] }>(
      "ActualLrpsAnswer",
    ),
  ),
  claim: route(
    "/v1/actual_lrps/claim",
    codec<Instance>("ClaimRequest"),
    onlyError,
  ),
  start: route(
    "/v1/actual_lrps/start.r1",
    codec<StartedLrp>("StartRequest"),
    onlyError,
  ),
  crash: route(
    "/v1/actual_lrps/crash",
    codec<Keys & { readonly reason: string }>("CrashRequest"),
    onlyError,
  ),
  removeActual: route(
    "/v1/actual_lrps/remove",
    codec<Instance>("RemoveActualRequest"),
    onlyError,
  ),
  removeEvacuating: route(
    "/v1/actual_lrps/remove_evacuating",
    keys,
    onlyError,
  ),
  evacuateClaimed: route("/v1/actual_lrps/evacuate_claimed", keys, evacuation),
  evacuateCrashed: route(
    "/v1/actual_lrps/evacuate_crashed",
    codec<Keys & { readonly reason: string }>("CrashRequest"),
    evacuation,
  ),
  evacuateStopped: route("/v1/actual_lrps/evacuate_stopped", keys, evacuation),
  evacuateRunning: route(
    "/v1/actual_lrps/evacuate_running.r1",
    codec<StartedLrp>("EvacuateRunningRequest"),
    evacuation,
  ),
  desire: route(
    "/v1/desired_lrp/desire.r2",
    codec<{ readonly lrp: DesiredLrp }>("DesireRequest"),
    onlyError,
  ),
  update: route(
    "/v1/desired_lrp/update",
    codec<
      { readonly guid: string; readonly update: { readonly instances: number } }
    >("UpdateRequest"),
    onlyError,
  ),
  removeDesired: route(
    "/v1/desired_lrp/remove",
    codec<{ readonly guid: string }>("ProcessGuid"),
    onlyError,
  ),
  desiredLrp: route(
    "/v1/desired_lrps/get_by_process_guid.r3",
    codec<{ readonly guid: string }>("ProcessGuid"),
    codec<OnlyError & { readonly lrp: DesiredLrp | null }>("DesiredLrpAnswer"),
  ),
  schedulingInfos: route(
    "/v1/desired_lrp_scheduling_infos/list",
    codec<{ readonly domain: string }>("DomainFilter"),
    codec<OnlyError & { readonly lrps: readonly SchedulingInfo[] }>(
      "SchedulingInfosAnswer",
    ),
  ),
  routingInfos: route(
    "/v1/desired_lrp_routing_infos/list",
    codec<{ readonly domain: string }>("DomainFilter"),
    codec<OnlyError & { readonly lrps: readonly DesiredLrp[] }>(
      "DesiredLrpsAnswer",
    ),
  ),
  desireTask: route(
    "/v1/tasks/desire.r2",
    codec<{
      readonly definition: TaskDefinition;
      readonly guid: string;
      readonly domain: string;
    }>("DesireTaskRequest"),
    onlyError,
  ),
  startTask: route(
    "/v1/tasks/start",
    codec<OnCell>("TaskOnCell"),
    codec<OnlyError & { readonly shouldStart: boolean }>("StartTaskAnswer"),
  ),
  completeTask: route(
    "/v1/tasks/complete",
    codec<
      OnCell & {
        readonly failed: boolean;
        readonly failureReason: string;
        readonly result: string;
      }
    >("CompleteTaskRequest"),
    onlyError,
  ),
  resolveTask: route(
    "/v1/tasks/resolving",
    codec<{ readonly guid: string }>("TaskGuid"),
    onlyError,
  ),
  deleteTask: route(
    "/v1/tasks/delete",
    codec<{ readonly guid: string }>("TaskGuid"),
    onlyError,
  ),
  task: route(
    "/v1/tasks/get_by_task_guid.r3",
    codec<{ readonly guid: string }>("TaskGuid"),
    codec<OnlyError & { readonly task: Task | null }>("TaskAnswer"),
  ),
  tasks: route(
    "/v1/tasks/list.r3",
    codec<{ readonly domain: string; readonly cell: string }>("TaskFilter"),
    codec<OnlyError & { readonly tasks: readonly Task[] }>("TasksAnswer"),
  ),
} as const;

/** Path of the stream of changes of actual LRPs, of all cells. */
export const LRP_EVENTS_PATH = "/v1/events/lrp_instances.r1";

/** Path of the stream of changes of tasks. */
export const TASK_EVENTS_PATH = "/v1/events/tasks.r1";
