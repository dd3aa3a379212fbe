/** Units of k6's metrics: a definition says what they contain, and those that k6 has by itself are known. */

/** What the values of a metric are. */
export interface K6Unit {
  /** Unit in the file. */
  readonly symbol: string;
  /** Base unit. */
  readonly unit: string;
  /** Base units in one of the file. */
  readonly factor: number;
}

const time: K6Unit = { symbol: "ms", unit: "s", factor: 1e-3 };
const data: K6Unit = { symbol: "B", unit: "B", factor: 1 };
const plain: K6Unit = { symbol: "", unit: "", factor: 1 };

/** Metrics of k6 itself whose values are times in milliseconds. */
const TIME =
  /^(?:http_req_(?:duration|blocked|connecting|tls_handshaking|sending|waiting|receiving)|grpc_req_duration|iteration_duration|group_duration|ws_(?:connecting|session_duration|ping)|browser_http_req_duration|browser_web_vital_(?:fcp|fid|inp|lcp|ttfb))$/;
/** Metrics of k6 itself that have no unit. */
const PLAIN =
  /^(?:vus|vus_max|checks|iterations|dropped_iterations|http_reqs|http_req_failed|grpc_reqs|grpc_streams|grpc_streams_msgs_(?:sent|received)|ws_(?:sessions|msgs_sent|msgs_received)|browser_http_req_failed|browser_web_vital_cls)$/;

/** Returns the unit by what a definition says that a metric contains: `time`, `data` or `default`. */
export function unitOfContent(contains: string): K6Unit {
  return contains === "time" ? time : contains === "data" ? data : plain;
}

/** Returns the unit of a metric by its name, without the tags of a submetric; null for one of a script. */
export function unitOfMetric(name: string): K6Unit | null {
  const [metric = ""] = name.split("{", 1);
  if (TIME.test(metric)) return time;
  if (metric === "data_sent" || metric === "data_received") return data;
  return PLAIN.test(metric) ? plain : null;
}
