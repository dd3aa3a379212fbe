/** What is desired: applications, as long-running processes. */
export const desiredLrpLayouts = `
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

message DesiredLrpEvent {
  DesiredLrp lrp = 1;
}
`;
