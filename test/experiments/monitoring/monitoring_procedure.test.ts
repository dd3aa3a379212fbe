import { expect, test, vi } from "vitest";
import type { Run } from "../../../src/record/mod.ts";
import { toPrometheusApi } from "../../../src/systems/prometheus/prometheus_api.ts";
import { sleep } from "../../lab/_until.ts";
import { findProgram } from "../../testing/programs.ts";
import { Trial, until } from "../../testing/monitoring_trial.ts";
import { isMadeInvalidByMachine } from "../../testing/sound_runs.ts";

// A run mostly waits for the server; on a busy machine all of them take minutes.
vi.setConfig({ maxConcurrency: 8, testTimeout: 300_000 });

const testRun = test.skipIf(findProgram("prometheus") === null).concurrent;
const needs = "(needs the package prometheus)";

/** A busy machine may have made a run invalid: what is on record of its server holds anyway. */
function expectMade(run: Pick<Run, "status" | "notes">): void {
  if (isMadeInvalidByMachine(run)) return;
  expect(run.status, run.notes).toBe("ok");
}

/** Parts of the command lines of Prometheus and of its targets. */
const SERVER = "--storage.tsdb.path=";
const TARGETS = "exporter/main.ts";

testRun(
  `a server killed twice has two outages with their durations, which 'up' hides ${needs}`,
  async () => {
    await using trial = await Trial.start({
      set: { duration: 22, restart_after: 1 },
    });
    await trial.reach("measure");
    const { api, url } = await serverOf(trial);
    const from = new Date();
    /** When the server was killed, and when it was on record that it is back, in seconds. */
    const killed: number[] = [];
    const back: number[] = [];
    for (const ups of [2, 3]) {
      await sleep(1000);
      const pid = await trial.pidOf(SERVER);
      killed.push(Date.now() / 1000);
      Deno.kill(pid, "SIGKILL");
      await expect(fetch(url)).rejects.toThrow();
      await until(
        "it to serve again",
        async () => await trial.count("up", "prometheus") === ups,
      );
      back.push(Date.now() / 1000);
    }
    await until("it to have scraped its targets again", async () => {
      const [scraped] = await api.query('min(timestamp(up{job="targets"}))');
      return (scraped?.points[0]?.value ?? 0) > (back[1] ?? Infinity);
    });
    const end = new Date();
    const [up] = await api.queryRange('up{job="targets"}', {
      ...{ start: from, end, step: 1 },
    });
    const steps = Math.floor((end.getTime() - from.getTime()) / 1000) + 1;
    expect(up?.points.map(({ value }) => value))
      .toEqual(Array.from({ length: steps }, () => 1));

    const { run } = await trial.only();
    expectMade(run);
    expect(run.verdict).toBe(run.status === "ok" ? "fail" : "none");
    if (run.status === "ok") {
      expect(run.verdict_text).toContain("success_rate is not at least 0.995");
    }
    const outages = run.measures?.outages ?? [];
    expect(outages.map(({ reason, oom }) => [reason, oom]))
      .toEqual([["SIGKILL", false], ["SIGKILL", false]]);
    for (const [i, { from, seconds }] of outages.entries()) {
      // The clocks of two processes may differ by some milliseconds.
      expect(from).toBeGreaterThan((killed[i] ?? NaN) - 0.1);
      expect(from + seconds).toBeLessThan((back[i] ?? NaN) + 0.1);
      // A second until its restart, and the time until it serves.
      expect(seconds).toBeGreaterThan(1);
    }
    expect(run.measures?.restarts).toBe(2);
    await trial.untilClean();
  },
);

testRun(
  `a server that receives SIGTERM is restarted, and its log messages are on record ${needs}`,
  async () => {
    await using trial = await Trial.start();
    await trial.reach("measure");
    Deno.kill(await trial.pidOf(SERVER), "SIGTERM");
    const { run, warnings } = await trial.only();
    expectMade(run);
    expect(run.measures?.outages).toMatchObject([{ reason: "exit 0" }]);
    expect(warnings.get("server-log")).toContain("Received SIGTERM");
  },
);

testRun(
  `a server that exceeds its memory limit is killed and restarted, and fails the run ${needs}`,
  async () => {
    await using trial = await Trial.start({
      set: { memory_limit: "64MiB", metrics: 1000, series: 20, duration: 10 },
    });
    const { run, rows } = await trial.only();
    expectMade(run);
    if (run.status === "ok") {
      expect(run.verdict).toBe("fail");
      expect(run.verdict_text).toMatch(/ooms is not at most 0: [1-9]/);
    }
    expect(rows.events.find(({ kind }) => kind === "oom")).toMatchObject({
      subject: "prometheus",
      detail: expect.stringMatching(/^\d+(\.\d+)? MiB of 64 MiB$/),
    });
    expect(run.measures?.outages.some(({ oom }) => oom)).toBe(true);
    expect(run.measures?.seconds).toBeGreaterThanOrEqual(10);
    await trial.untilClean();
  },
);

testRun(
  `queries that the server rejects as invalid make the run invalid, with its message ${needs}`,
  async () => {
    // More steps than a duration can have.
    await using trial = await Trial.start({ set: { big_points: 1e15 } });
    const { run } = await trial.only();
    expect([run.status, run.verdict]).toEqual(["invalid", "none"]);
    expect(run.notes).toMatch(
      /^\d+ of \d+ queries were refused as wrong: 400 bad_data: .*duration/,
    );
    expect((await trial.finished).code).toBe(1);
    await trial.untilClean();
  },
);

testRun.for(["SIGSTOP", "SIGKILL"] as const)(
  `targets that stop responding, by %s, make the run invalid, with their names ${needs}`,
  async (signal) => {
    await using trial = await Trial.start({ set: { warmup: 4 } });
    await trial.reach("warm_up");
    Deno.kill(await trial.pidOf(TARGETS), signal);
    const { run, rows } = await trial.only();
    const fell = rows.events.filter(({ kind }) => kind === "down");
    expect(fell.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    ]);
    expect(run.status).toBe("invalid");
    const cause = signal === "SIGKILL"
      ? "connection refused"
      : "context deadline exceeded";
    expect(run.notes).toMatch(
      new RegExp(`^2 of 2 targets stopped answering: 127\\..*${cause}`),
    );
    await trial.untilClean();
  },
);

test.skipIf(findProgram("prometheus") === null || !await canMount()).concurrent(
  "a full disk of the data folder makes the run invalid (needs the package prometheus, and mounts)",
  async () => {
    await using trial = await Trial.start({
      set: { metrics: 100, series: 20, warmup: 1, duration: 14 },
      wrapper: [
        ...["unshare", "--mount", "--map-root-user", "sh", "-c"],
        'mount -t tmpfs -o size=256k tmpfs "$TMPDIR" && exec "$@"',
        "sh",
      ],
    });
    const { run, rows } = await trial.only();
    expect(run.status).toBe("invalid");
    expect(run.notes).toMatch(
      /^the disk with the server's data was full: \d+ B were left on it$/,
    );
    expect(rows.events.at(-1)?.subject).toBe("tear_down");
    expect(run.measures?.queries.attempted).toBeGreaterThan(50);
    await trial.untilClean();
  },
);

/** Whether this test can mount a tmpfs. */
async function canMount(): Promise<boolean> {
  const { success } = await new Deno.Command("unshare", {
    args: ["--mount", "--map-root-user", "mount", "-t", "tmpfs", "t", "/mnt"],
  }).output().catch(() => ({ success: false }));
  return success;
}

/** URL and API of the server of a run. */
async function serverOf(trial: Trial) {
  const pid = await trial.pidOf(SERVER);
  const command = await Deno.readTextFile(`/proc/${pid}/cmdline`);
  const [, address] = /--web\.listen-address=([^\0]+)/.exec(command) ?? [];
  const url = `http://${address}`;
  return { url, api: toPrometheusApi(url) };
}
