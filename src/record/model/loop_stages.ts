/** Stages of how a platform keeps its state: missing cells, recovery, requests, auctions and convergence. */
import { fields, lagerLines, mark, processLinks } from "./stage_marks.ts";
import type { StageModel } from "./stage_model.ts";

/** Loops and requests, which only a session names. */
const sessions = {
  ...lagerLines,
  keys: fields("session"),
  scope: "process",
} as const;

/** An instance of a missing cell, in one loop of convergence. */
export const missingCell: StageModel = {
  ...lagerLines,
  kind: "missing-cell",
  entity: "instance of a missing cell",
  stages: [
    mark("Noticed-Missing-Cell", "calculate-convergence.missing-cell"),
    mark(
      "Removing-Actual-LRP",
      "start-missing-actual.remove-actual-lrp.starting",
      "keys-with-missing-cells.db-change-actual-lrp-presence.starting",
    ),
    mark(
      "Removed-Actual-LRP",
      "start-missing-actual.remove-actual-lrp.succeeded",
      "keys-with-missing-cells.db-change-actual-lrp-presence.finished",
    ),
    mark(
      "Adding-Start-Auction",
      "start-missing-actual.adding-start-auction",
      "keys-with-missing-cells.creating-start-request",
    ),
  ],
  until: "Adding-Start-Auction",
  keys: processLinks,
};

/**
 * An instance whose cell died, or whose record the store lost, from the fault until it can be reached again; the lab tells
 * it.
 */
export const recover: StageModel = {
  ...lagerLines,
  kind: "recover",
  entity: "lost instance",
  stages: [
    mark("Lost"),
    mark("Noticed-Missing-Cell"),
    mark("Noticed-Missing-Record"),
    mark("Adding-Start-Auction"),
    mark("Claimed-ALRP"),
    mark("Created-Container"),
    mark("Running-In-BBS"),
    mark("Routable"),
  ],
  until: "Running-In-BBS",
  keys: [],
};

/**
 * A cell that died, until its platform notices, and until it is there again. All that ran on it is noticed at once, so that
 * cells are what is counted of such a time. The platform's events tell it.
 */
export const deadCell: StageModel = {
  ...lagerLines,
  kind: "dead-cell",
  entity: "dead cell",
  stages: [
    mark("Died"),
    mark("Noticed-Missing-Cell"),
    mark("Brought-Back"),
    mark("Present-Again"),
  ],
  until: "Noticed-Missing-Cell",
  keys: [],
};

/** A request, as the component that serves it tells it. */
export const request: StageModel = {
  ...sessions,
  kind: "request",
  entity: "request",
  stages: [
    mark("Serving", "request.serving"),
    mark("Done", "request.done"),
  ],
  until: "Done",
  subjects: fields("request"),
};

/** One auction of the auctioneer. */
export const auction: StageModel = {
  ...sessions,
  kind: "auction",
  entity: "auction",
  stages: [
    mark("Fetching-Cells", "auction.fetching-cell-reps"),
    mark("Fetching-Cell-States", "auction.fetching-zone-state"),
    mark("Fetched-Cell-States", "auction.fetched-zone-state"),
    mark("Fetched-Auctions", "auction.fetched-auctions"),
    mark("Scheduling", "auction.scheduling"),
    mark("Scheduled", "auction.scheduled"),
  ],
  until: "Scheduled",
};

/** One loop of convergence over the instances. */
export const convergence: StageModel = {
  ...sessions,
  kind: "convergence",
  entity: "loop of convergence",
  stages: [
    mark(
      "Converge-LRPs-Started",
      "executing-convergence.converge-lrps-started",
    ),
    mark("Converge-LRPs-Done", "executing-convergence.converge-lrps-done"),
  ],
  until: "Converge-LRPs-Done",
};
