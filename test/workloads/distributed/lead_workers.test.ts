/** A real master of Locust with four workers, started in every way that needs no second machine. */
import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { toRedactor } from "../../../src/lab/recording/redact.ts";
import { startClock } from "../../../src/lab/timing/wall_clock.ts";
import type { Event, Row, Sample } from "../../../src/record/mod.ts";
import { Driver } from "../../../src/workloads/driver/driver.ts";
import { startDriverLoad } from "../../../src/workloads/driver/driver_load.ts";
import { until } from "../../lab/_until.ts";
import { findProgram } from "../../testing/programs.ts";

// A busy machine serves a few requests a second.
const SECONDS = 10;

/**
 * Gives names of our part of the file another meaning, has a module beside it, and a worker whose clock is three seconds
 * behind.
 */
const LOCUSTFILE = `
from __future__ import annotations
import os as system
import time as clocks
from time import time
from json import dumps as json, loads as os
from locust import FastHttpUser, constant_throughput, task
from beside import PATH

if system.environ.get("LOADLINE_WORKER") == "worker-2":
    clocks.time = lambda: time() - 3

class Visitor(FastHttpUser):
    wait_time = constant_throughput(20)

    @task
    def look(self):
        self.client.get(PATH)
`;

test.skipIf(findProgram("locust") === null)(
  "workers here, by a command and by hand share the load; one that dies is told, and the others go on (python3-locust)",
  async () => {
    await using processes = await ProcessGroup.create();
    const { folder } = processes;
    await Deno.writeTextFile(`${folder}/users.py`, LOCUSTFILE);
    await Deno.writeTextFile(`${folder}/beside.py`, 'PATH = "/items"\n');
    startClock();
    let served = 0;
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response(`${served++}`),
    );
    const { port } = server.addr;
    const events: Event[] = [];
    const samples: Sample[] = [];
    const reported: Row<"reported">[] = [];
    const warnings: [string, string][] = [];
    const failures: string[] = [];
    const options = {
      ...{ processes, redact: toRedactor([]) },
      signal: new AbortController().signal,
      append: (table: string, rows: readonly unknown[]) => {
        if (table === "reported") {
          reported.push(...rows as readonly Row<"reported">[]);
        }
      },
      onSamples: (rows: readonly Sample[]) => void samples.push(...rows),
      onEvents: (rows: readonly Event[]) => void events.push(...rows),
      onWarning: (code: string, message: string) =>
        void warnings.push([code, message]),
      onFailure: (reason: string) => void failures.push(reason),
      onNotice(text: string) {
        // What it says to do is done as it stands there.
        const [, line = ""] = text.split("\n  ");
        processes.spawn("by-hand", ["sh", "-c", `exec ${line}`], {
          env: { PYTHONPATH: folder },
        });
      },
    };
    await using load = await startDriverLoad({
      run_id: "run",
      driver: Driver.parse({
        command: [
          ...["locust", "--host", "{url}", "--users", "8"],
          ...["--spawn-rate", "8", "--run-time", "{seconds}s"],
          ...["--csv", "{folder}/out", "--only-summary"],
        ],
        ...{ format: "locust", results: "{folder}" },
        distributed: {
          locustfile: `${folder}/users.py`,
          here: 2,
          ssh: [["env", `PYTHONPATH=${folder}`, "sh", "-c"]],
          // Five interpreters that start at once take their time.
          ...{ by_hand: 1, on_loss: "warn", join_timeout: 200 },
        },
      }),
      endpoints: [{ name: "node-0", host: "127.0.0.1", port }],
      origins: [`http://127.0.0.1:${port}`],
      values: {},
      seconds: SECONDS,
    }, options);
    const subjects = (kind: string) =>
      events.filter((event) => event.kind === kind)
        .map(({ subject }) => subject).toSorted();
    await until(() => subjects("worker_joined").length === 4 && served > 50);
    const [worker] = processes.processes
      .filter(({ name }) => name === "worker-1");
    Deno.kill(worker?.pid ?? 0, "SIGKILL");
    await until(() => subjects("worker_lost").length > 0);
    const before = served;
    await load.ended;
    await load.stop();

    expect(subjects("worker_joined"))
      .toEqual(["worker-0", "worker-1", "worker-2", "worker-3"]);
    expect(subjects("worker_lost")).toEqual(["worker-1"]);
    expect(failures).toEqual([]);
    expect(served).toBeGreaterThan(before + 50);
    const codes = warnings.map(([code]) => code);
    expect(codes.filter((code) => code.startsWith("worker")))
      .toEqual(["worker-lost", "worker-clock"]);
    const notes = events.filter(({ kind }) => kind === "note");
    expect(notes.map(({ subject }) => subject).toSorted())
      .toEqual(["worker-0", "worker-1", "worker-2", "worker-3"]);
    expect(notes.find(({ subject }) => subject === "worker-2")?.detail)
      .toMatch(/its clock was (3|2\.99|3\.\d+) s behind the master's/);
    const of = (source: string, metric: string) =>
      samples.filter((row) => row.source === source && row.metric === metric)
        .map(({ value }) => value);
    for (const name of ["worker-0", "worker-2", "worker-3"]) {
      expect(Math.max(...of(name, "users"))).toBeGreaterThan(0);
      expect(Math.max(...of(name, "cpu"))).toBeGreaterThan(0);
      // On one machine all have one clock, which is read at two times.
      const [offset = NaN] = of(name, "clock_offset");
      const [error = NaN] = of(name, "clock_bound");
      const own = name === "worker-2" ? -3 : 0;
      expect(Math.abs(offset - own)).toBeLessThanOrEqual(error + 0.001);
    }
    // The master does little: what the generator takes is the workers'.
    expect(of("generator", "cpu").length).toBeGreaterThan(0);
    const counted = reported.find(({ kind }) => kind === "completed_requests")
      ?.value ?? NaN;
    // The one that was killed takes along what it had not reported.
    expect(counted).toBeGreaterThan(50);
    expect(counted).toBeLessThanOrEqual(served);
    // All of them end with their master.
    await until(() => processes.processes.every(({ pid }) => pid === null));
  },
);
