/** Tasks. */
export const taskLayouts = `
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

message TaskChangedEvent {
  Task before = 1;
  Task after = 2;
}
`;
