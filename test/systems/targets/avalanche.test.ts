import { expect, test } from "vitest";
import {
  avalancheCommand,
  canServeShape,
  findAvalanche,
} from "../../../src/systems/targets/avalanche.ts";
import { withTempFolder } from "../../testing/records.ts";

const { signal } = new AbortController();

const shape = {
  ...{ targets: 2, metrics: 200, series: 10, labels: 5 },
  ...{ value_interval: 15, churn: 0 },
};

/** Lines of `--help` that differ between versions. */
const help = {
  "0.5.0": [
    "      --metric-count=500   Number of metrics to serve.",
    "      --label-count=10     Number of labels per-metric.",
  ],
  "0.6.0": [
    "      --metric-count=0     Number of gauge metrics to serve. DEPRECATED use",
    "                           --gauge-metric-count instead",
    "      --gauge-metric-count=500",
    "                           Number of gauge metrics to serve.",
    "      --counter-metric-count=0",
  ],
  "0.7.0": [
    "      --gauge-metric-count=500",
    "                           Number of gauge metrics to serve.",
    "      --counter-metric-count=0",
    "      --histogram-metric-count=0",
  ],
};

/** Runs `act` with only an `avalanche` on PATH that prints this, on stderr as the real one does; none for null. */
function withAvalanche(
  output: { readonly help: readonly string[]; readonly version: string } | null,
  act: () => Promise<void>,
) {
  return withTempFolder(async (folder) => {
    if (output) {
      const lines = [
        "#!/bin/sh",
        'case "$1" in',
        "--help) /bin/cat >&2 <<'END'",
        ...["usage: avalanche [<flags>]", "", ...output.help, "END", ";;"],
        `--version) echo '${output.version}' >&2 ;;`,
        "esac",
      ];
      const mode = 0o755;
      await Deno.writeTextFile(`${folder}/avalanche`, lines.join("\n"), {
        mode,
      });
    }
    const path = Deno.env.get("PATH") ?? "";
    Deno.env.set("PATH", folder);
    try {
      await act();
    } finally {
      Deno.env.set("PATH", path);
    }
  });
}

test("findAvalanche() derives flag and metric names from the help text", async () => {
  const expected = {
    "0.5.0": ["--metric-count", "avalanche_metric_mmmmm_0_"],
    "0.6.0": ["--gauge-metric-count", "avalanche_gauge_metric_mmmmm_0_"],
    "0.7.0": ["--gauge-metric-count", "avalanche_gauge_metric_mmmmm_0_"],
  } as const;
  for (const version of ["0.5.0", "0.6.0", "0.7.0"] as const) {
    const output = {
      help: help[version],
      version: `avalanche, version ${version} (branch: HEAD, revision: 1f2e)`,
    };
    await withAvalanche(output, async () => {
      const [countFlag, prefix] = expected[version];
      expect(await findAvalanche({ path: "", signal }))
        .toEqual({ path: "avalanche", version, countFlag, prefix });
    });
  }
});

test("findAvalanche() returns no version if the program was built without", () =>
  withAvalanche({
    help: help["0.7.0"],
    version: "avalanche, version  (branch: , revision: unknown)",
  }, async () => {
    expect((await findAvalanche({ path: "", signal }))?.version).toBe("");
  }));

test("findAvalanche() is null without Avalanche, and for another program of that name", async () => {
  await withAvalanche(null, async () => {
    expect(await findAvalanche({ path: "", signal })).toBe(null);
  });
  const other = {
    help: ["      --subnet=NAME   Deploys a subnet."],
    version: "avalanche version 1.8.4",
  };
  await withAvalanche(other, async () => {
    expect(await findAvalanche({ path: "", signal })).toBe(null);
  });
});

test("avalancheCommand() sets the shape, without churn", () => {
  const avalanche = {
    ...{
      path: "avalanche",
      version: "0.5.0",
      prefix: "avalanche_metric_mmmmm_0_",
    },
    countFlag: "--metric-count",
  };
  expect(avalancheCommand(avalanche, { shape, port: 9001 })).toEqual([
    ...["avalanche", "--port=9001", "--metric-count=200", "--series-count=10"],
    ...["--label-count=5", "--value-interval=15"],
    ...["--series-interval=36000000", "--metric-interval=36000000"],
  ]);
});

test("canServeShape() is false for fractions of seconds, and for churn", () => {
  expect(canServeShape(shape)).toBe(true);
  expect(canServeShape({ ...shape, value_interval: 0.5 })).toBe(false);
  expect(canServeShape({ ...shape, churn: 0.1 })).toBe(false);
});
