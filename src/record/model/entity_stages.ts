/** Stages of what a platform runs: tasks, instances, pushes and containers. */
import {
  fields,
  instanceKeys,
  lagerLines,
  mark,
  markWhere,
  processLinks,
  shared,
} from "./stage_marks.ts";
import type { StageModel } from "./stage_model.ts";

/** A one-off task, from the desire to its resolution. */
export const task: StageModel = {
  ...lagerLines,
  kind: "task",
  entity: "task",
  stages: [
    mark("Desiring-Task", "desire-task.starting"),
    mark("Persisted-Task", "desire-task.succeeded-persisting-task"),
    mark("Auction-Submitted", "desire-task.finished", "desire-task.complete"),
    shared(mark("Allocating-Container", "allocating-container")),
    shared(mark("Notified-Of-Allocation", "processing-reserved-container")),
    mark("Running-In-BBS", "start-task.finished", "start-task.complete"),
    shared(mark("Created-Container", "succeeded-creating-garden-container")),
    shared(mark("Set-Up-Container-Network", "succeeded-setting-up-net-out")),
    shared(mark(
      "Started-Running",
      "run-step-process.succeeded-transitioning-to-running",
    )),
    shared(mark("Process-Created", "successful-process-create")),
    shared(mark("Process-Exited", "process-exit")),
    shared(mark("Finished-Running", "run-step-process.finished")),
    mark("Fetching-Container-Result", "fetching-container-result"),
    mark("Fetched-Container-Result", "task-processor.completing-task"),
    mark(
      "Persisted-Completed",
      "task-processor.succeeded-completing-task",
      "complete-task.complete",
    ),
    mark("Resolved", "resolved-task"),
  ],
  until: "Resolved",
  keys: fields(
    "task-guid",
    "task_guid",
    "container-guid",
    "container_guid",
    "container.guid",
    "guid",
    "handle",
    "allocation-request.Guid",
  ),
};

/**
 * An instance of an application, as the BBS, the cell and the container runtime tell it. Today's BBS ends a claim with
 * `complete` whether it was granted or not: an instance whose claim was refused is never running.
 */
export const lrp: StageModel = {
  ...lagerLines,
  kind: "lrp",
  entity: "instance",
  stages: [
    mark(
      "Creating-ALRP",
      "creating-raw-actual-lrp.starting",
      "db-create-unclaimed-actual-lrps.starting",
    ),
    shared(
      mark("Allocated", "allocate-containers.finished-allocating-container"),
    ),
    mark("Reserved-Container", "claiming-lrp-container"),
    mark(
      "Claim-Request-Received",
      "claim-actual-lrp.starting",
      "db-claim-actual-lrp.starting",
    ),
    mark(
      "Claimed-ALRP",
      "claim-actual-lrp.succeeded",
      "claim-actual-lrp.complete",
      "db-claim-actual-lrp.complete",
    ),
    shared(mark(
      "Created-Container",
      "create-in-garden.succeeded-creating-garden-container",
    )),
    shared(mark(
      "Configured-Container",
      "create-in-garden.succeeded-getting-garden-container-info",
    )),
    shared(mark("Fetched-Download", "download-step.fetch-complete")),
    shared(mark("Streamed-in-Download", "download-step.stream-in-complete")),
    shared(markWhere(
      "Launch-Process",
      { path: "spec.Path", has: "grace" },
      "garden-server.run.spawned",
    )),
    shared(markWhere(
      "Launch-Monitor",
      { path: "spec.Path", has: "nc" },
      "garden-server.run.spawned",
    )),
    shared(mark(
      "Container-Is-Running",
      "run-step-process.succeeded-transitioning-to-running",
    )),
    mark(
      "Running-In-BBS",
      "start-actual-lrp.succeeded",
      "start-actual-lrp.complete",
      "db-start-actual-lrp.complete",
    ),
    mark("Stopping", "lrp-stopper.stop.stopping"),
    shared(mark("Stopped", "run-step-process.step-cancelled")),
    shared(mark(
      "Remove-From-BBS",
      "run-step-process.succeeded-transitioning-to-complete",
    )),
  ],
  until: "Running-In-BBS",
  keys: instanceKeys,
  links: processLinks,
  subjects: fields(
    "key.process_guid",
    "actual_lrp_key.process_guid",
    "actual-lrp.process_guid",
    "allocation-request.Tags.process-guid",
    "process_guid",
    "process-guid",
  ),
};

const staging = { path: "job", has: "STG" } as const;
const starting = { path: "job", has: "CELL" } as const;

/**
 * A `cf push`, as `cf logs` of the application tells it: staging, then the first instance. Today's components write the
 * messages that come second, and do not say which buildpacks they fetched.
 */
export const push: StageModel = {
  kind: "start",
  entity: "push",
  stages: [
    mark(
      "CC-Says-Start",
      '({"state"=>"STARTED"})',
      "Creating build for app with guid",
    ),
    markWhere(
      "Creating-Stg",
      staging,
      "Creating container",
      "creating container for instance",
    ),
    markWhere(
      "Created-Stg",
      staging,
      "Successfully created container",
      "successfully created container for instance",
    ),
    mark("Finish-DL-App", "Downloaded app package"),
    mark("Finish-DL-Buildpack", "Downloaded buildpacks"),
    markWhere("Finish-Builder", staging, "Staging complete", "Exit status 0"),
    mark("Finish-Upload", "Uploading complete"),
    markWhere(
      "Creating-Inst",
      starting,
      "Creating container",
      "creating container for instance",
    ),
    markWhere(
      "Created-Inst",
      starting,
      "Successfully created container",
      "successfully created container for instance",
    ),
    mark("Healthy", "healthcheck passed", "Container became healthy"),
  ],
  until: "Healthy",
  lines: "text",
  prefix: "",
  keys: fields("app_guid"),
  keyPart: null,
  links: [],
  subjects: [],
  scope: "log",
};

/** A container, as Garden tells it; the handle is a part of the message. */
export const container: StageModel = {
  ...lagerLines,
  kind: "container",
  entity: "container",
  stages: [
    mark("Creating", "creating"),
    mark("Acquired-Pool-Resources", "acquired-pool-resources"),
    mark("Created-Rootfs", "create-rootfs.command.succeeded"),
    mark("Finished-Create-Script", "create-script.command.succeeded"),
    mark("Created-Log-Chain", "filter.log-chain-created"),
    mark("Set-Up-Conntrack", "filter.log-chain-conntrack-set-up"),
    mark("Finished-Log-Chain", "filter.log-chain-setup-finished"),
    mark("Set-Up-Filter", "setup-filter.finished"),
    mark("Created", "created"),
    mark("Started", "start.started"),
  ],
  until: "Started",
  prefix: "garden-linux.",
  keys: [],
  keyPart: 2,
};
