import { expect, test } from "vitest";
import { parsePrometheus } from "../../../../src/lab/probes/prometheus_text.ts";
import {
  SLI_FAMILY,
  toObjectiveSamples,
} from "../../../../src/systems/kubernetes/control_plane/server_objectives.ts";

function histogram(
  labels: string,
  { within1, within30, all }: {
    readonly within1: number;
    readonly within30: number;
    readonly all: number;
  },
): string {
  return `${SLI_FAMILY}_bucket{${labels},le="1"} ${within1}
${SLI_FAMILY}_bucket{${labels},le="30"} ${within30}
${SLI_FAMILY}_bucket{${labels},le="+Inf"} ${all}
${SLI_FAMILY}_sum{${labels}} 12.5
${SLI_FAMILY}_count{${labels}} ${all}
`;
}

test("toObjectiveSamples() counts the calls within the objective of their class", () => {
  const page = `# TYPE ${SLI_FAMILY} histogram
${
    histogram('resource="pods",scope="resource",verb="POST"', {
      ...{ within1: 98, within30: 100, all: 100 },
    })
  }${
    histogram('resource="pods",scope="resource",verb="PATCH"', {
      ...{ within1: 10, within30: 10, all: 10 },
    })
  }${
    histogram('resource="pods",scope="resource",verb="GET"', {
      ...{ within1: 4, within30: 5, all: 5 },
    })
  }${
    histogram('resource="pods",scope="cluster",verb="LIST"', {
      ...{ within1: 1, within30: 3, all: 4 },
    })
  }${
    histogram('resource="pods",scope="namespace",verb="DELETECOLLECTION"', {
      ...{ within1: 0, within30: 7, all: 7 },
    })
  }${
    histogram('resource="pods",scope="cluster",verb="WATCH"', {
      ...{ within1: 0, within30: 0, all: 9 },
    })
  }`;
  const samples = toObjectiveSamples(parsePrometheus(page).series, 5);
  expect(samples.map(({ metric, value }) => `${metric} ${value}`)).toEqual([
    ...["calls_change 110", "calls_change_within 108"],
    ...["calls_read 5", "calls_read_within 4"],
    ...["calls_list 4", "calls_list_within 3"],
  ]);
  for (const { source, at, unit } of samples) {
    expect([source, at, unit]).toEqual(["kube-apiserver", 5, ""]);
  }
  expect(toObjectiveSamples([], 5)).toEqual([]);
});
