/** Instances: what cells tell of them, and what the BBS tells. */
export const actualLrpLayouts = `
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

message LrpEvent {
  ActualLrp lrp = 1;
}

message LrpChangedEvent {
  LrpKey key = 1;
  InstanceKey instanceKey = 2;
  ActualLrpInfo before = 3;
  ActualLrpInfo after = 4;
}
`;
