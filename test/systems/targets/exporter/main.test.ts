import { expect, test } from "vitest";
import { packageFreeProgram } from "../../../../src/lab/processes/package_free_program.ts";
import { readArguments } from "../../../../src/systems/targets/exporter/main.ts";
import { writeExporterState } from "../../../../src/systems/targets/exporter/exporter_state.ts";
import { withTempFolder } from "../../../testing/records.ts";

const good = [
  ...["--file", "targets.json", "--targets", "20", "--metrics", "1250"],
  ...["--series", "10", "--labels", "0"],
  ...["--value_interval", "0.5", "--churn", "0.1"],
];

test("readArguments() reads the shape and the file", () => {
  expect(readArguments(good)).toEqual({
    shape: {
      ...{ targets: 20, metrics: 1250, series: 10, labels: 0 },
      ...{ value_interval: 0.5, churn: 0.1 },
    },
    file: "targets.json",
  });
});

test("readArguments() refuses missing, invalid and unknown options", () => {
  const bad = [
    [],
    good.slice(2),
    good.slice(0, -2),
    [...good, "--file", ""],
    [...good, "--labels", " "],
    [...good, "--metrics", "many"],
    [...good, "--series", "0"],
    [...good, "--host", "0.0.0.0"],
  ];
  for (const args of bad) {
    expect(() => readArguments(args), args.join(" ")).toThrow(/./);
  }
});

test("main.ts exits with a line that names the port in use", () =>
  withTempFolder(async (folder) => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr;
    const file = `${folder}/targets.json`;
    await writeExporterState(file, { started_at: 0, ports: [port] });
    const main = new URL(
      "../../../../src/systems/targets/exporter/main.ts",
      import.meta.url,
    );
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...packageFreeProgram().slice(1),
        ...["--allow-net=127.0.0.1", `--allow-read=${file}`],
        ...[main.pathname, ...good, "--file", file, "--targets", "1"],
      ],
      env: { NO_COLOR: "1" },
      // Ends the process if it serves nevertheless.
      signal: AbortSignal.timeout(100_000),
    }).output();
    expect(new TextDecoder().decode(stderr)).toBe(
      `Cannot serve a target as its port is in use: 127.0.0.1:${port}\n`,
    );
    expect(code).toBe(1);
  }));
