-- Tables of the store, the same for every record. The store is a build product of `data/`.
-- Values are in base units, times in UTC.

-- Parts that were read, including those that could not be loaded. `checked`: the tables were compared with a manifest.
CREATE TABLE loaded (
  experiment VARCHAR,
  part VARCHAR,
  digest VARCHAR,
  checked BOOLEAN
);

CREATE TABLE runs (
  run_id VARCHAR,
  experiment VARCHAR,
  case_id VARCHAR,
  repetition BIGINT,
  part VARCHAR,
  system VARCHAR,
  system_version VARCHAR,
  mode VARCHAR,
  tool VARCHAR,
  tool_version VARCHAR,
  environment JSON,
  started_at TIMESTAMP,
  ended_at TIMESTAMP,
  status VARCHAR,
  verdict VARCHAR,
  verdict_text VARCHAR,
  source VARCHAR,
  notes VARCHAR
);

CREATE TABLE params (
  run_id VARCHAR,
  key VARCHAR,
  value VARCHAR,
  number DOUBLE,
  unit VARCHAR,
  label VARCHAR,
  position BIGINT
);

CREATE TABLE operations (
  run_id VARCHAR,
  operation_id VARCHAR,
  kind VARCHAR,
  subject VARCHAR,
  started_at TIMESTAMP,
  duration_s DOUBLE,
  outcome VARCHAR,
  error VARCHAR,
  bytes BIGINT,
  worker VARCHAR
);

CREATE TABLE stages (
  run_id VARCHAR,
  operation_id VARCHAR,
  stage VARCHAR,
  "at" TIMESTAMP
);

CREATE TABLE samples (
  run_id VARCHAR,
  source VARCHAR,
  metric VARCHAR,
  unit VARCHAR,
  "at" TIMESTAMP,
  value DOUBLE
);

CREATE TABLE histograms (
  run_id VARCHAR,
  kind VARCHAR,
  lower DOUBLE,
  upper DOUBLE,
  count BIGINT
);

CREATE TABLE reported (
  run_id VARCHAR,
  kind VARCHAR,
  statistic VARCHAR,
  value DOUBLE,
  unit VARCHAR,
  n BIGINT,
  label VARCHAR,
  position BIGINT,
  text VARCHAR,
  annotation VARCHAR,
  struck BOOLEAN
);

CREATE TABLE events (
  run_id VARCHAR,
  "at" TIMESTAMP,
  kind VARCHAR,
  subject VARCHAR,
  detail VARCHAR
);

-- A warning about a whole file has no run; one about reports.json has no part either.
CREATE TABLE warnings (
  experiment VARCHAR,
  part VARCHAR,
  run_id VARCHAR,
  stage VARCHAR,
  code VARCHAR,
  message VARCHAR,
  place VARCHAR,
  n BIGINT
);
