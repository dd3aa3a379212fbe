/**
 * The words of the record: phases, event kinds, operation kinds, sample sources and the lab's own settings, each with
 * its meaning. The lab writes only these; an import may bring others, which are kept as data.
 */

/** Phases of a run, in order; each lasts until the next begins. */
export const phases = {
  set_up: "the system starts and becomes ready",
  warm_up: "the load runs and enters no statistic",
  measure: "the phase of all statistics",
  fault: "a fault was requested, and acts",
  heal: "healing was requested; the recovery is observed",
  cool_down: "no new operations; late responses arrive",
  tear_down: "the system is stopped",
} as const;

/** Name of a phase of a run. */
export type Phase = keyof typeof phases;

/** Kinds of events; `data` names the fields of an event's data. */
export const eventKinds = {
  phase: "the phase `subject` begins",
  fault:
    "a fault is active at the nodes, or cells, `subject`, separated by commas; `detail` is its name. data: title",
  heal: "the fault is healed at the nodes `subject`",
  leader: "the node `subject` leads; empty: none does",
  health: "the node `subject` is up, alone or down, by `detail`",
  caught_up: "the healed node `subject` has all data of the others",
  verified: "acknowledged writes were read back. data: acknowledged, keys",
  died: "the process `subject` ended by itself; `detail` is the reason",
  down:
    "`subject` stopped responding; `detail` is the reason. data: code (`timeout`), if known",
  up: "`subject` responds",
  oom: "`subject` exceeded its memory limit",
  load_started: "every thread of the load `subject` runs",
  load_ended:
    "the first thread of the load `subject` ended; `detail` is the reason, empty if it was stopped",
  worker_joined:
    "the worker `subject` of a distributed load generator joined; `detail` is its machine",
  worker_lost:
    "the worker `subject` of a distributed load generator was lost; `detail` is the reason",
  stand_still:
    "the thread or machine `subject` stood still until now. data: seconds",
  clock_jump: "the wall clock was set. data: seconds, negative for back",
  beside: "the run `subject` was in progress on the same machine",
  interrupted: "the run was interrupted",
  question: "`detail` is what a user's own experiment asks",
  configuration:
    "the configuration file, or command line, `subject` of the system under test; `detail` is its text",
  machine:
    "the node `subject` runs on another machine, `detail`. data: system, cores, memory (bytes), clock_offset (seconds by which its clock is ahead of the run's), clock_bound (of the offset)",
  remark:
    "`detail` is a setting away from its default, or an assumption, that the result rests on",
  drained: "the sink `subject` has all lines that were sent",
  odd_line:
    "the odd line `subject` was sent; `detail` is `same`, `changed`, `multiplied`, `lost` or `disconnected`. data: sent, received, lines, sent_text, received_text",
  note:
    "a remark on `subject`. data: exporter and version, of the scrape targets; share, of a platform's store",
  headline: "the headline of an imported record",
  method: "the method of an imported record",
  progress: "a line of progress of an imported log",
  error_line:
    "the process `subject` of an imported log reports an error; `detail` is its message. data: level, message and, if known, session",
  isolate:
    "an imported log isolates the node `subject`; `detail` is `done` once it is",
  rejoin:
    "an imported log lets the node `subject` rejoin; `detail` is `done` once it has",
} as const;

/** Kind of an event. */
export type EventKind = keyof typeof eventKinds;

/** Kinds of operations of the lab; imports have the names of their tools. */
export const operationKinds = {
  put: "key-value write of the load",
  get: "key-value read of the load",
  incremental: "PromQL query for the latest values",
  big: "PromQL query over a long range",
  log_push: "push of log lines",
  send:
    "write of a batch of lines to a forwarder; it lasts until the write was accepted",
  probe_put: "availability probe: write",
  probe_get: "availability probe: read",
  push: "push of an application to a platform: upload of its files",
  start: "start of a pushed application, until all its instances run",
  scale: "change of the number of instances",
  remove: "removal of an application",
  task: "one-off task on a platform",
  lrp: "instance of an application, from its desire to its first running",
  recover:
    "instance whose cell died, or whose record a store lost, until it is recorded as running again",
  restart:
    "instance that waited for its restart when a fault came, until it runs again",
  api_call: "request to the API of a platform, other than a stream",
  pod_start:
    "pod of Kubernetes, from its creation until it runs, both as a watch tells",
  seed_lrps:
    "many LRPs, with an instance each, put into a control plane at once",
  desire_lrp: "desire of an LRP in a control plane",
  remove_lrp: "removal of an LRP",
  claim_lrp: "claim of an instance by a cell",
  start_lrp: "record of an instance as running on its cell",
  crash_lrp: "record of an instance as crashed",
  fail_lrp: "record of an instance that its cell could not run",
  cell_presence: "renewal of a cell's presence",
  cell_fetch: "fetch of the instances of a cell",
  route_fetch: "fetch of all routes and instances",
  desired_fetch: "fetch of all desired LRPs",
  presence_fetch: "fetch of the cells that are present",
  converge: "search for instances that have lost their cell, or have none",
  lrp_event:
    "change of an LRP that a subscriber was told, from its request on; `unfinished` if it never was",
  verify:
    "read-back of an acknowledged write; `code` of a miss: gone, older, wrong",
} as const;

/** Kind of an operation. */
export type OperationKind = keyof typeof operationKinds;

declare const step: unique symbol;

/** Name of a step of a user's own scenario, which is the kind of its operations. Made by `toStepKind()`. */
export type StepKind = string & { readonly [step]: true };

/** Kinds of sources of samples. Where there are several of a kind, a number follows: `node-0`, `node-1`. */
export const sources = {
  node: "a node of the system under test, also as subject of its events",
  host: "the machine",
  generator: "the load generator",
  worker: "a worker of a distributed load generator, on any machine",
  runner: "the process that records the run",
  cluster: "all nodes together; the union of the sinks of a cluster",
  prometheus: "the Prometheus under test",
  targets: "the scrape targets; `targets-1` ... their processes",
  sink: "a sink that counts lines",
  hop: "a sink that counts lines and passes them on",
  forwarder:
    "the forwarder under test; `forwarder-adapter` ... its other processes",
  adapter: "a program of ours between a tool and its sinks",
  store: "the store of a control plane",
  component: "another component of a control plane: `component-bbs`",
  platform:
    "a container platform, as its client sees it; its components have names of their own: bbs, rep, auctioneer",
} as const;

/** Kind of a source of samples; its name, where there is one only. */
export type Source = keyof typeof sources;

/** Params of runs of two variants that are interleaved: `a` or `b`, and the block of A B B A. */
export const pairParams = ["variant", "block"] as const;

/** Params that the lab adds to identify a session and repeat it; all others are settings. */
export const bookkeepingParams = [
  "preset",
  "session",
  "seed",
  "order",
  "load_seed",
  "repetitions",
  "set",
  "systems",
  ...pairParams,
] as const;

/** Key of a param that keeps account of runs. */
export type BookkeepingParam = (typeof bookkeepingParams)[number];

/** Codes of failed operations of a step, beside HTTP statuses. */
export const stepCodes = {
  check: "the answer failed a check of the step, or has not what it takes",
  request: "the request could not be made of the values at hand",
  function: "the function of the journey threw, did not end, or did nothing",
} as const;

const notLoad: readonly string[] = [
  "probe_put",
  "probe_get",
  "lrp_event",
  "verify",
] satisfies readonly OperationKind[];

/** Returns true for operations of the load: neither probes nor the read-back. The view `load_operations` agrees. */
export function isLoad(kind: string): boolean {
  return !notLoad.includes(kind);
}

/** Returns the kind of the operations of a step. Throws RangeError for a name that means something else in records. */
export function toStepKind(name: string): StepKind {
  if (isLoad(name) && name !== "") return name as StepKind;
  throw new RangeError(`Cannot name a step '${name}' as it has a meaning`);
}

/** Returns the kind of a source, without its number: `node` of `node-1`. The SQL function `source_kind` agrees. */
export function sourceKind(source: string): string {
  return source.split("-", 1)[0] ?? "";
}
