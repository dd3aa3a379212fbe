/**
 * Layouts of the few messages that are used of the APIs of the BBS, Locket and Loggregator, and in them of the few fields: a reader
 * skips all others. Numbers and types of fields are those of the published protocol (cloudfoundry/bbs, `models/*.proto`;
 * cloudfoundry/locket, `models/locket.proto`; cloudfoundry/loggregator-api, `v2/*.proto`); names are ours.
 */
import { actualLrpLayouts } from "./layouts/actual_lrps.ts";
import { desiredLrpLayouts } from "./layouts/desired_lrps.ts";
import { peerLayouts } from "./layouts/peers.ts";
import { taskLayouts } from "./layouts/tasks.ts";

/** What several requests to the BBS have in common, its domains and its cells. */
const sharedLayouts = `
message BbsError {
  int32 type = 1;
  string message = 2;
}

message Empty {}

message OnlyError {
  BbsError error = 1;
}

message PingAnswer {
  bool available = 1;
  // The BBS has none here: it is never there.
  BbsError error = 2;
}

message DomainFilter {
  string domain = 1;
}

message UpsertDomainRequest {
  string domain = 1;
  uint32 ttl = 2;
}

message CellPresence {
  string cell = 1;
}

message CellsAnswer {
  BbsError error = 1;
  repeated CellPresence cells = 2;
}

message Variable {
  string name = 1;
  string value = 2;
}

message RunAction {
  string path = 1;
  repeated string args = 2;
  repeated Variable env = 4;
  string user = 6;
}

message Action {
  RunAction run = 3;
}
`;

/** All of them. */
export const layouts = [
  'syntax = "proto3";',
  sharedLayouts,
  actualLrpLayouts,
  desiredLrpLayouts,
  taskLayouts,
  peerLayouts,
].join("\n");
