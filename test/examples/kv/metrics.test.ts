import { expect, test } from "vitest";
import { makeMetrics } from "../../../examples/kv/metrics.ts";

test("render() writes cumulative buckets, and no series for unknown methods", () => {
  const metrics = makeMetrics();
  metrics.count("PUT", 201, 0.0005);
  metrics.count("PUT", 503, 2);
  metrics.count("PUT", 201, 60);
  metrics.count('BREW"', 405, 0.001);
  metrics.count("PATCH", 405, 0.001);
  const lines = metrics.render([["kv_items", "Keys.", 3]]).split("\n");
  for (
    const line of [
      'kv_requests_total{method="PUT",status="201"} 2',
      'kv_requests_total{method="PUT",status="503"} 1',
      'kv_requests_total{method="other",status="405"} 2',
      'kv_request_duration_seconds_bucket{method="PUT",le="0.0005"} 1',
      'kv_request_duration_seconds_bucket{method="PUT",le="1"} 1',
      'kv_request_duration_seconds_bucket{method="PUT",le="2.5"} 2',
      'kv_request_duration_seconds_bucket{method="PUT",le="+Inf"} 3',
      'kv_request_duration_seconds_sum{method="PUT"} 62.0005',
      'kv_request_duration_seconds_count{method="PUT"} 3',
      "# TYPE kv_items gauge",
      "kv_items 3",
    ]
  ) expect(lines).toContain(line);
  expect(metrics.totals()).toEqual({ requests: 5, errors: 1 });
});
