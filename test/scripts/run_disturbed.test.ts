import { expect, test } from "vitest";
import { readRuns, type Run } from "../../src/record/mod.ts";
import { until } from "../testing/processes.ts";
import { withTempFolder } from "../testing/records.ts";
import { sleep } from "../lab/_until.ts";
import {
  finish,
  refuseBusy,
  startScript,
  withQuietFolder,
} from "./_scripts.ts";

/** Arguments of a run on one embedded node. */
function toArgs(data: string, ...set: string[]): string[] {
  return [
    ...["cluster-scale/custom", "--data", data, "--set", "nodes=1"],
    ...["workers=2", "warmup=200ms", "cooldown=0s", ...set],
  ];
}

interface RecordedEvent {
  readonly at: number;
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
}

/** Events of a run, in the order they were written. */
async function eventsOf(
  data: string,
  run: Run | undefined,
): Promise<RecordedEvent[]> {
  const path = `${data}/cluster-scale/${run?.part}/events.csv`;
  const text = await Deno.readTextFile(path).catch(() => "");
  return text.trimEnd().split("\n").slice(1).map((line) => {
    const [, at = "", kind = "", subject = "", detail = ""] = line.split(",");
    return { at: Date.parse(at), kind, subject, detail };
  });
}

async function runsOf(data: string): Promise<readonly Run[]> {
  return (await readRuns(`${data}/cluster-scale`)).runs;
}

/** Waits for the phase `measure` of the last run. */
function untilMeasure(data: string): Promise<void> {
  return until(
    "it measures",
    async () =>
      (await eventsOf(data, (await runsOf(data)).at(-1)))
        .some(({ kind, subject }) => kind === "phase" && subject === "measure"),
  );
}

test("a runner that is stopped for seconds in the phase measure makes its run invalid, with the reason", () =>
  withTempFolder(async (data) => {
    // What is recorded of the phase may come late on a busy machine, and the stop must still lie in it.
    const child = startScript("run", toArgs(data, "duration=8s"));
    await untilMeasure(data);
    child.kill("SIGSTOP");
    await sleep(2500);
    child.kill("SIGCONT");
    const { code, stdout } = await finish(child);
    expect(code).toBe(1);
    expect(stdout).toMatch(/runner stood still for [\d.]+ s/);
    const [run] = await runsOf(data);
    expect([run?.status, run?.verdict]).toEqual(["invalid", "none"]);
    const events = await eventsOf(data, run);
    const stood = events.filter(({ kind }) => kind === "stand_still");
    expect(stood.map(({ subject }) => subject).sort())
      .toEqual(["generator-0", "runner"]);
    for (const { detail } of stood) {
      expect(Number(detail)).toBeGreaterThan(2);
    }
  }));

test("a node that is killed externally makes its run fail, with the node and the signal", () =>
  withTempFolder((data) =>
    withTempFolder(async (tmp) => {
      const args = toArgs(data, "duration=8s");
      const child = startScript("run", args, { TMPDIR: tmp });
      await untilMeasure(data);
      const [folder] = await Array.fromAsync(Deno.readDir(tmp));
      const pids = await Deno.readTextFile(`${tmp}/${folder?.name}/pids`);
      Deno.kill(parseInt(pids), "SIGKILL");
      const { code, stdout } = await finish(child);
      expect(code).toBe(1);
      expect(stdout).toContain("0 of 1 runs ok");
      const [run] = await runsOf(data);
      expect([run?.status, run?.notes]).toEqual([
        "failed",
        expect.stringMatching(/^node-0 ended by itself: SIGKILL/),
      ]);
      const died = (await eventsOf(data, run))
        .filter(({ kind }) => kind === "died");
      expect(died.map(({ subject }) => subject)).toEqual(["node-0"]);
    })
  ));

test("phases begin when the load runs, even if its threads start slowly", () =>
  withQuietFolder(async (data) => {
    // Each thread sums one term per key before it starts.
    const slow = ["keys=10000000", "key_distribution=zipfian", "threads=2"];
    const { code, stdout } = await finish(
      startScript("run", toArgs(data, "duration=1s", ...slow)),
    );
    await refuseBusy(data);
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 of 1 runs")]);
    const events = await eventsOf(data, (await runsOf(data))[0]);
    const when = (kind: string, subject: string) =>
      events.find((one) => one.kind === kind && one.subject === subject)?.at ??
        NaN;
    const begun = when("load_started", "generator");
    expect(begun - when("phase", "set_up")).toBeGreaterThan(0);
    expect(when("phase", "warm_up")).toBeGreaterThanOrEqual(begun);
    expect(when("load_ended", "generator"))
      .toBeGreaterThanOrEqual(when("phase", "cool_down"));
    const measured = when("phase", "cool_down") - when("phase", "measure");
    expect(measured).toBeGreaterThanOrEqual(1000);
  }));

test("a second run on the machine is refused in one line; with --beside, both runs are marked", () =>
  withTempFolder((data) =>
    withTempFolder((other) =>
      withTempFolder(async (runtime) => {
        const env = { LOADLINE_RUNTIME: `${runtime}/mine` };
        // It is interrupted after the others.
        const first = startScript("run", toArgs(data, "duration=300s"), env);
        try {
          await untilMeasure(data);
          const [run] = await runsOf(data);
          const refused = await finish(
            startScript("run", toArgs(other, "duration=1s"), env),
          );
          expect(refused.code).toBe(2);
          expect(refused.stderr.trimEnd().split("\n")).toHaveLength(1);
          expect(refused.stderr).toContain(
            `run ${run?.run_id} of cluster-scale (pid ${first.pid})`,
          );
          expect(refused.stderr).toContain("use --beside");
          expect(await runsOf(other)).toEqual([]);

          const beside = await finish(
            startScript(
              "run",
              [...toArgs(other, "duration=3s"), "--beside"],
              env,
            ),
          );
          expect(beside.stderr).toBe("");
          const [second] = await runsOf(other);
          const marks = async (folder: string, one: Run | undefined) =>
            (await eventsOf(folder, one)).filter(({ kind }) =>
              kind === "beside"
            ).map(({ subject }) => subject);
          expect(await marks(other, second)).toEqual([run?.run_id]);
          await until(
            "the first is marked",
            async () => (await marks(data, run)).length > 0,
          );
          expect(await marks(data, run)).toEqual([second?.run_id]);
        } finally {
          first.kill("SIGINT");
          await finish(first);
        }
        // The claim is gone with its process.
        const names = await Array.fromAsync(Deno.readDir(env.LOADLINE_RUNTIME));
        expect(names.map(({ name }) => name)).toEqual(["gate"]);
      })
    )
  ));

test("run exits with 1 if an objective is missed, and prints the objective, the value and the limit", () =>
  withQuietFolder(async (data) => {
    let count = 0;
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      ({ url }) => {
        const fails = !url.endsWith("/health") && count++ % 3 === 0;
        return new Response("", { status: fails ? 500 : 201 });
      },
    );
    const endpoint = `http://127.0.0.1:${server.addr.port}`;
    const { code, stdout } = await finish(startScript("run", [
      ...["cluster-scale/custom", "--system", "http", "--data", data, "--set"],
      ...[`endpoints=${endpoint}`, "put=PUT /{key}", "get=GET /{key}"],
      ...["workers=2", "read_share=0", "warmup=200ms", "duration=1s"],
      "cooldown=0s",
    ]));
    await refuseBusy(data);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\nobjective not met: success_rate is not at least 0\.99: 0\.6\d+ \(http .*#1\)\nreport: .*\n0 of 1 runs ok, 1 did not meet an objective; record in /,
    );
  }));
