import { expect, test } from "vitest";
import { readRuns } from "../../src/record/mod.ts";
import { Store } from "../../src/store/mod.ts";
import { until } from "../testing/processes.ts";
import { withTempFolder } from "../testing/records.ts";
import {
  finish,
  refuseBusy,
  startScript,
  withQuietFolder,
} from "./_scripts.ts";

const short = ["--set", "nodes=1", "workers=4", "warmup=200ms", "cooldown=0s"];

function run(args: readonly string[], env = {}) {
  return finish(startScript("run", args, env));
}

function monitor(data: string) {
  return finish(startScript("monitor", ["--once", "--data", data]));
}

/** Creates a folder for records, and one for temporary files, so that leftovers are visible. */
function withFolders(body: (data: string, tmp: string) => Promise<void>) {
  return withTempFolder((data) => withTempFolder((tmp) => body(data, tmp)));
}

/** As `withFolders()`, for runs that must be valid. */
function withQuietFolders(body: (data: string, tmp: string) => Promise<void>) {
  return withQuietFolder((data) => withTempFolder((tmp) => body(data, tmp)));
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

test("run makes an experiment on the embedded system, records it, loads it, and leaves nothing", () =>
  withQuietFolders(async (data, tmp) => {
    const { code, stdout, stderr } = await run([
      "cluster-scale/custom",
      ...short,
      "duration=1s",
      ...["--data", data, "--reports", `${data}/.reports`],
    ], { TMPDIR: tmp });
    await refuseBusy(data);
    expect([code, stderr]).toEqual([0, ""]);
    const [, page = ""] = /^report: (.+\.html)$/m.exec(stdout) ?? [];
    expect(await Deno.readTextFile(page)).toContain("The objective was met");
    expect(stdout).toMatch(
      /1\/1 kv nodes=1 workers=4 value_size=1024 #1 ok: [\d,.]+ ok\/s, 100 % of [\d,]+ ok \(95 % interval .+\), p50 .+, p95 .+, p99 /,
    );
    expect(stdout).toContain("1 of 1 runs ok");
    expect(await names(tmp)).toEqual([]);
    using store = await Store.open(`${data}/loadline.duckdb`);
    const { rows } = await store.rows(
      `SELECT kind, outcome, count(*) > 10 AS many FROM measured GROUP BY ALL ORDER BY ALL`,
    );
    expect(rows).toEqual([
      { kind: "get", outcome: "ok", many: true },
      { kind: "put", outcome: "ok", many: true },
    ]);
  }));

test.each(["SIGINT", "SIGKILL"] as const)(
  "run ended by %s leaves no process and no folder, has an incomplete record, and can be resumed",
  (signal) =>
    withQuietFolders(async (data, tmp) => {
      const record = `${data}/cluster-scale`;
      const args = [
        ...["cluster-scale/custom", "--seed", "1", "--data", data],
        ...["--set", "nodes=1", "workers=3,4", "duration=4s"],
        ...["warmup=200ms", "cooldown=0s"],
      ];
      const cut = startScript("run", args, { TMPDIR: tmp });
      await until("the first run measures", async () => {
        const [first] = (await readRuns(record)).runs;
        const events = `${record}/${first?.part}/events.csv`;
        const text = await Deno.readTextFile(events).catch(() => "");
        return text.includes(",phase,measure,");
      });
      cut.kill(signal);
      expect((await finish(cut)).code).not.toBe(0);
      await until(
        "what it started is gone",
        async () => (await names(tmp)).length === 0,
      );
      const resumed = await run([...args, "--resume"], { TMPDIR: tmp });
      await refuseBusy(data);
      expect([resumed.code, resumed.stderr]).toEqual([0, ""]);
      const { runs } = await readRuns(record);
      expect(runs.map(({ status }) => status))
        .toEqual(["incomplete", "ok", "ok"]);
      expect(new Set(runs.slice(1).map(({ case_id }) => case_id)).size).toBe(2);
      expect(await names(tmp)).toEqual([]);
    }),
);

/** Calls `body` with a PATH that has the programs that the lab itself calls, but no server. */
function withoutServers(body: (bin: string) => Promise<void>) {
  return withTempFolder(async (bin) => {
    for (const name of ["sh", "sed", "cut", "cat", "rm", "sleep", "grep"]) {
      await Deno.symlink(`/bin/${name}`, `${bin}/${name}`);
    }
    await body(bin);
  });
}

test("run skips a system that is not installed, with the package to install, and goes on with the others", () =>
  withoutServers((PATH) =>
    withQuietFolders(async (data, TMPDIR) => {
      const { code, stdout } = await run([
        ...["cluster-scale/custom", "--system", "kv,etcd", ...short],
        ...["duration=1s", "--repeat", "2", "--data", data, "--no-report"],
      ], { TMPDIR, PATH });
      await refuseBusy(data);
      expect(code).toBe(1);
      expect(stdout).toMatch(/etcd nodes=1 .+ skipped: .+ etcd-server$/m);
      expect(stdout).toContain("2 of 4 runs ok (etcd 0 of 2, kv 2 of 2)");
      const { runs } = await readRuns(`${data}/cluster-scale`);
      // Within each repetition both systems, in random order.
      expect(runs.map(({ repetition }) => repetition)).toEqual([1, 1, 2, 2]);
      expect(runs.map(({ system }) => system).toSorted())
        .toEqual(["etcd", "etcd", "kv", "kv"]);
      expect(await names(TMPDIR)).toEqual([]);
    })
  ));

test("run --system installed leaves out what is not installed, by name", () =>
  withoutServers(async (PATH) => {
    const { code, stdout } = await run([
      ...["cluster-scale/full", "--system", "installed", "--dry-run"],
    ], { PATH });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^cluster-scale\/full on embedded .+ 48 of 48 runs/);
    expect(stdout).toMatch(/^left out: etcd: .+ apt-get install etcd-server/m);
    const none = await run(
      ["monitoring-load/search", "--system", "installed", "--dry-run"],
      { PATH },
    );
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringMatching(/there are none; .+ apt-get install prometheus/),
    ]);
  }));

test("run resumes a session of several systems in its order", () =>
  withoutServers((PATH) =>
    withTempFolder(async (data) => {
      const args = [
        ...["cluster-scale/custom", "--data", data, "--system", "etcd,redis"],
        ...["--set", "workers=4,5", "pre_vote=on", "nodes=1"],
      ];
      const dryRun = async (...more: readonly string[]) =>
        (await run([...args, "--dry-run", ...more])).stdout.split("\n").slice(
          1,
        );
      await run([...args, "--seed", "3", "--no-report"], { PATH });
      const { runs } = await readRuns(`${data}/cluster-scale`);
      expect(runs.map(({ status }) => status)).toEqual(
        Array(4).fill("skipped"),
      );
      expect(runs.map(({ case_id }, i) => `  ${i + 1} ${case_id} #1`))
        .toEqual((await dryRun("--seed", "3")).slice(0, 4));
      expect(await dryRun("--resume")).toEqual(["", ""]);
      const rest = await run([...args, "--resume"], { PATH });
      expect([rest.code, rest.stderr]).toEqual([0, ""]);
      expect(rest.stdout).toMatch(/^nothing left of session \w+ in /m);
      expect(rest.stdout).not.toContain("0 of 0 runs");
    })
  ));

test.each([
  [["cluster-scale/quik"], "did you mean 'quick'?"],
  [["cluster-scale/quick", "--set", "worker=3"], "did you mean 'workers'?"],
  [["cluster-scale/quick", "--system", "kv,etdc"], "did you mean 'etcd'?"],
  [["cluster-scale/quick", "--system", "kv,kv"], "kv twice"],
  [["cluster-scale/quick", "--repeat", "x"], "must be a whole number"],
  [["cluster-scale/quick", "--resume"], "run without --resume"],
])(
  "run %j prints a one-line error and exits with 2",
  (args, text) =>
    withFolders(async (data) => {
      const { code, stderr } = await run([...args, "--data", data]);
      expect(code).toBe(2);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(stderr).toContain(text);
    }),
);

test("run says in one line that it cannot write records", () =>
  withFolders(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const data = `${folder}/file/data`;
    const { code, stderr } = await run(["cluster-scale/quick", "--data", data]);
    expect(code).toBe(2);
    expect(stderr.trimEnd()).toBe(
      `loadline: Cannot write records in ${data} as it is no folder, or below a file: name another folder with --data`,
    );
  }));

test("run lists experiments, and has --dry-run", async () => {
  const { stdout } = await run([]);
  expect(stdout).toContain("cluster-scale/full");
  expect(stdout).toContain("cluster-faults/kill-leader");
  const { code, stdout: plan } = await run([
    ...["cluster-scale/full", "--system", "etcd", "--dry-run", "--seed", "1"],
  ]);
  expect(code).toBe(0);
  expect(plan).toMatch(/48 of 48 runs, about [\d.]+ (min|h), seed 1/);
  expect(plan.trimEnd().split("\n")).toHaveLength(49);
  const estimateOn = async (system: string) =>
    (await run([
      ...["platform-soak/week", "--system", system, "--dry-run", "--seed", "1"],
    ])).stdout;
  expect(await estimateOn("simulator")).toMatch(
    /1 of 1 runs, about [\d.]+ (s|min) for 7\.\d+ day of virtual time, seed 1/,
  );
  expect(await estimateOn("cf")).toMatch(
    /1 of 1 runs, about 7\.\d+ day, seed 1/,
  );
});

test(
  "monitor waits for a run to begin",
  () =>
    withQuietFolders(async (data, tmp) => {
      const watching = startScript("monitor", ["--data", data]);
      const output = watching.stdout.pipeThrough(new TextDecoderStream())
        .getReader();
      let stdout = (await output.read()).value ?? "";
      expect(stdout).toMatch(/^waiting for a run in /);
      // It looks once a second, and on a busy machine later than that.
      const args = ["cluster-scale/custom", ...short, "duration=5s"];
      const { code } = await finish(
        startScript("run", [...args, "--data", data], { TMPDIR: tmp }),
      );
      for (;;) {
        const { done, value } = await output.read();
        if (done) break;
        stdout += value;
      }
      await watching.stderr.cancel();
      await refuseBusy(data);
      expect([code, (await watching.status).code]).toEqual([0, 0]);
      expect(stdout).toContain("node-0");
    }),
);

test(
  "monitor shows the run in progress, and fails with --once if there is none",
  () =>
    withFolders(async (data, tmp) => {
      const none = await monitor(data);
      expect([none.code, none.stderr]).toEqual([
        2,
        expect.stringContaining("no run is in progress"),
      ]);
      const running = startScript("run", [
        // It is interrupted once it was seen.
        ...["cluster-scale/custom", ...short, "duration=300s", "--data", data],
      ], { TMPDIR: tmp });
      try {
        let shown = "";
        await until("the run is seen", async () => {
          shown = (await monitor(data)).stdout;
          return shown.includes("Phase: measure");
        });
        expect(shown).toContain("Cluster health: ");
        expect(shown).toContain("node-0");
      } finally {
        running.kill("SIGINT");
        await finish(running);
      }
    }),
);
