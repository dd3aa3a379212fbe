import { expect, test } from "vitest";
import config from "../../deno.json" with { type: "json" };
import { TestViewer } from "../live/_stream.ts";
import { until } from "../testing/processes.ts";
import { withTempFolder } from "../testing/records.ts";
import {
  finish,
  refuseBusy,
  startScript,
  withQuietFolder,
} from "./_scripts.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** Starts the page with the permissions of the task, and returns its address. */
async function startPage(data: string) {
  const { command } = config.tasks.monitor;
  const [, ...args] = command.split(" ");
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args, "--web", "--data", data],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) text += (await lines.read()).value ?? "\n";
  const [url = ""] = /http:\/\/127\.0\.0\.1:\d+\//.exec(text) ?? [];
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await lines.cancel();
      await child.status;
    },
  };
}

test(
  "monitor --web follows the runs of a session, with the least permissions",
  () =>
    withQuietFolder(async (data) => {
      await using page = await startPage(data);
      await using viewer = new TestViewer(page.url);
      await until("it waits", () => viewer.last("waiting") !== undefined);
      const { code } = await finish(startScript("run", [
        ...["cluster-scale/custom", "--data", data, "--seed", "1"],
        ...["--set", "nodes=1", "workers=3,4", "duration=3s"],
        // The page tells the phase once a second: on a busy machine it misses a phase of a second.
        ...["warmup=4s", "cooldown=4s"],
      ]));
      await refuseBusy(data);
      expect(code).toBe(0);
      await until("the last run has ended", () => {
        const { runs = [] } = viewer.last("session") ?? {};
        return runs.length === 2 &&
          runs.every(({ status }: { status: string }) => status === "ok");
      });
      const states = viewer.messages.filter(({ name }) => name === "state");
      const phases = new Set(states.map(({ data }) => data.phase));
      for (const phase of ["warm up", "measure", "cool down"]) {
        expect(phases).toContain(phase);
      }
      expect(
        states.some(({ data }) => data.objectives[0]?.result === "met so far"),
      ).toBe(true);
      expect(states.map(({ data }) => data.progress.total)).toContain(2);
      expect(viewer.last("state")).toMatchObject({
        course: "ended",
        objectives: [{ name: "success", result: "met" }],
        progress: { position: 2, total: 2, share: 1 },
      });
    }),
);

test(
  "monitor --web shows that a runner was killed",
  () =>
    withTempFolder(async (data) => {
      await using page = await startPage(data);
      await using viewer = new TestViewer(page.url);
      const run = startScript("run", [
        ...["cluster-scale/custom", "--data", data],
        ...["--set", "nodes=1", "workers=4", "duration=60s", "warmup=0.2s"],
      ]);
      // Each wait has its own patience, as programs start slowly on a busy machine.
      await until("a run", () => viewer.last("run") !== undefined);
      await until("its load", () => viewer.last("state")?.nodes.length > 0);
      await until(
        "it measures",
        () => viewer.last("state").phase === "measure",
      );
      run.kill("SIGKILL");
      await finish(run);
      await until(
        "it is interrupted",
        () => viewer.last("state").course === "interrupted",
      );
    }),
);

test.for([
  [["--web", "--port", "x"], "must be a whole number from 0 to 65535"],
  [["--web", "--port", "65536"], "must be a whole number from 0 to 65535"],
  [["--web", "--once"], "one of the two"],
  [["--web", "--json"], "one JSON document without an end"],
  [["--port", "8000"], "--web"],
])(
  "monitor %j prints a one-line error and exits with 2",
  async ([args, text]) => {
    const { code, stderr } = await finish(
      startScript("monitor", args as string[]),
    );
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain(text);
  },
);
