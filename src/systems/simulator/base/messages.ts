/**
 * The messages that the components log at the events of the model, as the real ones do: those of the BBS, the auctioneer
 * and Locket as in a log of the real programs, those of the cells as cicerone's timelines name them.
 */

/** What a line is about, which decides its data. */
export type Subject =
  | "application"
  | "instance"
  | "presence"
  | "container"
  | "cell"
  | "task"
  | "count"
  | "push"
  | "none";

/** A message of one component. */
export interface Message {
  /** The component; it begins the message. */
  readonly source: string;
  readonly message: string;
  readonly subject: Subject;
  /** The process that a spawn is about; empty for none. */
  readonly path: string;
}

const CREATE = "run-container.create-in-garden";

const RUN = "run-container.run";

const START_RANGE = "bbs.request.desire-lrp.start-instance-range";

const MISSING_CELLS = "bbs.converge-lrps.keys-with-missing-cells";

const declared = {
  desire_starting: of(
    "bbs.request.desire-lrp.db-desire-lrp.starting",
    "application",
  ),
  desire_complete: of(
    "bbs.request.desire-lrp.db-desire-lrp.complete",
    "application",
  ),
  create_starting: of(
    `${START_RANGE}.create-unclaimed-actual-lrp.db-create-unclaimed-actual-lrps.starting`,
    "instance",
  ),
  create_complete: of(
    `${START_RANGE}.create-unclaimed-actual-lrp.db-create-unclaimed-actual-lrps.complete`,
    "instance",
  ),
  auction_cells: of("auctioneer.auction.fetching-cell-reps", "none"),
  auction_fetching: of("auctioneer.auction.fetching-zone-state", "none"),
  auction_states: of("auctioneer.auction.fetched-zone-state", "none"),
  auction_fetched: of("auctioneer.auction.fetched-auctions", "count"),
  auction_scheduling: of("auctioneer.auction.scheduling", "none"),
  auction_added: of("auctioneer.auction.lrp-added-to-cell", "container"),
  auction_added_task: of("auctioneer.auction.task-added-to-cell", "task"),
  auction_scheduled: of("auctioneer.auction.scheduled", "count"),
  fail_lrp: of(
    "bbs.request.fail-actual-lrp.db-fail-actual-lrp.complete",
    "instance",
  ),
  allocating: of(
    "rep.auction-work.allocate-containers.allocating-container",
    "container",
  ),
  allocated: of(
    "rep.auction-work.allocate-containers.finished-allocating-container",
    "container",
  ),
  claiming: of(
    "rep.executing-container-operation.ordinary-lrp-processor.process-reserved-container.claiming-lrp-container",
    "container",
  ),
  claim_starting: of(
    "bbs.request.claim-actual-lrp.db-claim-actual-lrp.starting",
    "container",
  ),
  claim_complete: of(
    "bbs.request.claim-actual-lrp.db-claim-actual-lrp.complete",
    "container",
  ),
  created: of(`rep.${CREATE}.succeeded-creating-garden-container`, "container"),
  configured: of(
    `rep.${CREATE}.succeeded-getting-garden-container-info`,
    "container",
  ),
  fetched: of(`rep.${RUN}.setup.download-step.fetch-complete`, "container"),
  streamed: of(
    `rep.${RUN}.setup.download-step.stream-in-complete`,
    "container",
  ),
  launched: of(
    "garden.garden-server.run.spawned",
    "container",
    "/home/vcap/grace",
  ),
  monitored: of("garden.garden-server.run.spawned", "container", "/bin/nc"),
  container_running: of(
    `rep.${RUN}.run-step-process.succeeded-transitioning-to-running`,
    "container",
  ),
  start_starting: of(
    "bbs.request.start-actual-lrp.db-start-actual-lrp.starting",
    "container",
  ),
  start_complete: of(
    "bbs.request.start-actual-lrp.db-start-actual-lrp.complete",
    "container",
  ),
  exited: of(`rep.${RUN}.run-step-process.finished`, "container"),
  crash_complete: of(
    "bbs.request.crash-actual-lrp.db-crash-actual-lrp.complete",
    "container",
  ),
  stopping: of("rep.lrp-stopper.stop.stopping", "container"),
  stopped: of(`rep.${RUN}.run-step-process.step-cancelled`, "container"),
  removed: of(
    `rep.${RUN}.run-step-process.succeeded-transitioning-to-complete`,
    "container",
  ),
  convergence_started: of(
    "bbs.executing-convergence.converge-lrps-started",
    "none",
  ),
  convergence_done: of("bbs.executing-convergence.converge-lrps-done", "none"),
  missing_cell: of(
    "bbs.converge-lrps.db-converge-lrps.actual-lrps-with-missing-cells.detected-missing-cells",
    "cell",
  ),
  missing_noticed: of(
    "bbs.converge-lrps.calculate-convergence.missing-cell",
    "instance",
  ),
  missing_removing: of(
    `${MISSING_CELLS}.db-change-actual-lrp-presence.starting`,
    "presence",
  ),
  missing_removed: of(
    `${MISSING_CELLS}.db-change-actual-lrp-presence.finished`,
    "presence",
  ),
  missing_auction: of(`${MISSING_CELLS}.creating-start-request`, "instance"),
  stale_auction: of(
    "bbs.converge-lrps.db-converge-lrps.stale-unclaimed-actual-lrps.creating-start-request",
    "instance",
  ),
  presence_gained: of("locket.lock.lock.acquired-lock", "cell"),
  presence_lost: of(
    "locket.lock.register-ttl.fetch-and-release-lock.released-lock",
    "cell",
  ),
  task_starting: of("bbs.request.desire-task.starting", "task"),
  task_persisted: of(
    "bbs.request.desire-task.succeeded-persisting-task",
    "task",
  ),
  task_submitted: of("bbs.request.desire-task.finished", "task"),
  task_allocating: of(
    "rep.auction-work.allocate-containers.allocating-container",
    "task",
  ),
  task_notified: of("rep.task-processor.processing-reserved-container", "task"),
  task_started: of("rep.task-processor.start-task.finished", "task"),
  task_created: of(`rep.${CREATE}.succeeded-creating-garden-container`, "task"),
  task_network: of(`rep.${CREATE}.succeeded-setting-up-net-out`, "task"),
  task_running: of(
    `rep.${RUN}.run-step-process.succeeded-transitioning-to-running`,
    "task",
  ),
  task_process: of(`rep.${RUN}.run-step.successful-process-create`, "task"),
  task_exit: of(`rep.${RUN}.run-step.process-exit`, "task"),
  task_finished: of(`rep.${RUN}.run-step-process.finished`, "task"),
  task_fetching: of("rep.task-processor.fetching-container-result", "task"),
  task_completing: of("rep.task-processor.completing-task", "task"),
  task_completed: of("rep.task-processor.succeeded-completing-task", "task"),
  task_resolved: of("bbs.task-completion.resolved-task", "task"),
  push_started: of("cedar.push.started", "push"),
  push_completed: of("cedar.push.completed", "push"),
  push_failed: of("cedar.push.failed", "push"),
  start_started: of("cedar.start.started", "push"),
  start_completed: of("cedar.start.completed", "push"),
  start_failed: of("cedar.start.failed", "push"),
} as const satisfies Readonly<Record<string, Message>>;

/** Name of a message. */
export type MessageName = keyof typeof declared;

/** All messages; a journal keeps their index. */
export const messages: readonly Message[] = Object.values(declared);

/** Index of each message. */
export const messageIndex = Object.fromEntries(
  Object.keys(declared).map((name, index) => [name, index]),
) as Readonly<Record<MessageName, number>>;

function of(message: string, subject: Subject, path = ""): Message {
  return { source: message.split(".", 1)[0] ?? "", message, subject, path };
}
