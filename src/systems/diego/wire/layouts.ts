/**
 * Layouts of the few messages that are used of the APIs of the BBS, Locket and Loggregator, and in them of the few fields: a reader
 * skips all others. Numbers and types of fields are those of the published protocol (cloudfoundry/bbs, `models/*.proto`;
 * cloudfoundry/locket, `models/locket.proto`; cloudfoundry/loggregator-api, `v2/*.proto`); names are ours.
 */
export const layouts = `
syntax = "proto3";

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

message LrpKey {
  string guid = 1;
  int32 index = 2;
  string domain = 3;
}

message InstanceKey {
  string instance = 1;
  string cell = 2;
}

message PortMapping {
  uint32 container = 1;
  uint32 host = 2;
}

message NetInfo {
  string address = 1;
  repeated PortMapping ports = 2;
  string instanceAddress = 3;
}

message ActualLrp {
  LrpKey key = 1;
  InstanceKey instanceKey = 2;
  int32 crashes = 4;
  string state = 6;
  string placementError = 7;
  int64 since = 8;
  int32 presence = 10;
}

message ActualLrpInfo {
  int32 crashes = 4;
  string state = 6;
  string placementError = 7;
  int64 since = 8;
  int32 presence = 10;
}

message ActualLrpFilter {
  string domain = 1;
  string cell = 2;
}

message ActualLrpsAnswer {
  BbsError error = 1;
  repeated ActualLrp lrps = 2;
}

message ClaimRequest {
  string guid = 1;
  int32 index = 2;
  InstanceKey instanceKey = 3;
}

message StartRequest {
  LrpKey key = 1;
  InstanceKey instanceKey = 2;
  NetInfo netInfo = 3;
  map<string, string> metricTags = 5;
  bool routable = 6;
  string zone = 7;
}

message CrashRequest {
  LrpKey key = 1;
  InstanceKey instanceKey = 2;
  string reason = 3;
}

message RemoveActualRequest {
  string guid = 1;
  int32 index = 2;
  InstanceKey instanceKey = 3;
}

message EvacuateRequest {
  LrpKey key = 1;
  InstanceKey instanceKey = 2;
}

message EvacuateRunningRequest {
  LrpKey key = 1;
  InstanceKey instanceKey = 2;
  NetInfo netInfo = 3;
  map<string, string> metricTags = 6;
  bool routable = 7;
  string zone = 8;
}

message EvacuationAnswer {
  BbsError error = 1;
  bool keepContainer = 2;
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

message MetricTag {
  string text = 1;
  int32 dynamic = 2;
}

message Routes {
  map<string, bytes> routes = 1;
}

message DesiredLrp {
  string guid = 1;
  string domain = 2;
  string rootFs = 3;
  int32 instances = 4;
  Action action = 7;
  int32 diskMb = 10;
  int32 memoryMb = 11;
  Routes routes = 15;
  string logGuid = 17;
  string annotation = 19;
  map<string, MetricTag> metricTags = 35;
}

message DesireRequest {
  DesiredLrp lrp = 1;
}

message ProcessGuid {
  string guid = 1;
}

message DesiredLrpAnswer {
  BbsError error = 1;
  DesiredLrp lrp = 2;
}

message DesiredLrpsAnswer {
  BbsError error = 1;
  repeated DesiredLrp lrps = 2;
}

message LrpUpdate {
  // Sent also if it is 0.
  optional int32 instances = 1;
}

message UpdateRequest {
  string guid = 1;
  LrpUpdate update = 2;
}

message SchedulingInfo {
  LrpKey key = 1;
  int32 instances = 3;
}

message SchedulingInfosAnswer {
  BbsError error = 1;
  repeated SchedulingInfo lrps = 2;
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

message TaskDefinition {
  string rootFs = 1;
  Action action = 3;
  int32 diskMb = 4;
  int32 memoryMb = 5;
  string logGuid = 9;
}

message Task {
  TaskDefinition definition = 1;
  string guid = 2;
  string domain = 3;
  int64 createdAt = 4;
  int64 updatedAt = 5;
  int32 state = 7;
  string cell = 8;
  bool failed = 10;
  string failureReason = 11;
}

message DesireTaskRequest {
  TaskDefinition definition = 1;
  string guid = 2;
  string domain = 3;
}

message TaskOnCell {
  string guid = 1;
  string cell = 2;
}

message StartTaskAnswer {
  BbsError error = 1;
  bool shouldStart = 2;
}

message RejectTaskRequest {
  string guid = 1;
  string reason = 2;
}

message CompleteTaskRequest {
  string guid = 1;
  string cell = 2;
  bool failed = 3;
  string failureReason = 4;
  string result = 5;
}

message TaskGuid {
  string guid = 1;
}

message TaskFilter {
  string domain = 1;
  string cell = 2;
}

message TaskAnswer {
  BbsError error = 1;
  Task task = 2;
}

message TasksAnswer {
  BbsError error = 1;
  repeated Task tasks = 2;
}

message LrpCreatedEvent {
  ActualLrp lrp = 1;
}

message LrpChangedEvent {
  LrpKey key = 1;
  InstanceKey instanceKey = 2;
  ActualLrpInfo before = 3;
  ActualLrpInfo after = 4;
}

message LrpRemovedEvent {
  ActualLrp lrp = 1;
}

message DesiredLrpEvent {
  DesiredLrp lrp = 1;
}

message TaskEvent {
  Task task = 1;
}

message TaskChangedEvent {
  Task before = 1;
  Task after = 2;
}

message Resource {
  string key = 1;
  string owner = 2;
  string value = 3;
  string type = 4;
  int32 typeCode = 5;
}

message LockRequest {
  Resource resource = 1;
  int64 ttlInSeconds = 2;
}

message ReleaseRequest {
  Resource resource = 1;
}

message FetchAllRequest {
  string type = 1;
  int32 typeCode = 2;
}

message FetchAllAnswer {
  repeated Resource resources = 1;
}

message Counter {
  string name = 1;
  uint64 delta = 2;
}

message GaugeValue {
  string unit = 1;
  double value = 2;
}

message Gauge {
  map<string, GaugeValue> metrics = 1;
}

message Envelope {
  int64 timestamp = 1;
  string source = 2;
  Counter counter = 5;
  Gauge gauge = 6;
}

message EnvelopeBatch {
  repeated Envelope batch = 1;
}
`;
