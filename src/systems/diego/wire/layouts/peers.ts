/** What is not of the BBS: Locket, and the agent of Loggregator. */
export const peerLayouts = `
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
