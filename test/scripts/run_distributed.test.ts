/** Runs of an experiment whose driver is a distributed Locust. */
import { expect, test } from "vitest";
import { Store } from "../../src/store/mod.ts";
import { findProgram } from "../testing/programs.ts";
import { withTempFolder } from "../testing/records.ts";
import { finish, startScript } from "./_scripts.ts";

const file = "examples/shop/experiments/distributed.ts";

/** A worker that dies in the middle. */
const LOCUSTFILE = `import os
import signal

import gevent
from locust import FastHttpUser, constant_throughput, events, task

@events.test_start.add_listener
def on_start(**_):
    if os.environ.get("LOADLINE_WORKER") == "worker-2":
        gevent.spawn_later(2, os.kill, os.getpid(), signal.SIGKILL)

class Visitor(FastHttpUser):
    wait_time = constant_throughput(10)

    @task
    def version(self):
        self.client.get("/version")
`;

test.skipIf(findProgram("locust") === null)(
  "a worker of four that is killed fails the run at once, and the record and the report say so (python3-locust)",
  () =>
    withTempFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/locustfile.py`, LOCUSTFILE);
      const base = new URL(`../../${file}`, import.meta.url).href;
      await Deno.writeTextFile(
        `${folder}/distributed.ts`,
        `import base from ${JSON.stringify(base)};
import { experiment } from "loadline/experiment";
const locustfile = new URL("locustfile.py", import.meta.url);
// Five interpreters that start at once take their time.
const distributed = { ...base.driver.distributed, locustfile, join_timeout: 200 };
export default experiment({ ...base, driver: { ...base.driver, distributed } });
`,
      );
      const data = `${folder}/data`;
      const { code, stdout, stderr } = await finish(startScript("run", [
        ...[`${folder}/distributed.ts/quick`, "--data", data],
        ...["--reports", `${folder}/reports`],
        ...["--set", "duration=60s", "cooldown=0s"],
      ]));
      expect([code, stderr]).toEqual([1, ""]);
      const reason = "the driver lost a worker: worker-2 was lost: SIGKILL";
      expect(stdout).toContain(`failed: ${reason}`);
      using store = await Store.open(`${data}/loadline.duckdb`);
      const { rows } = await store.rows(
        `SELECT status, starts_with(notes, '${reason}') AS told,
           ended_at - (SELECT max("at") FROM events WHERE kind = 'worker_lost')
             < INTERVAL 40 SECOND AS at_once,
           (SELECT count(*) FROM events WHERE kind = 'worker_joined') AS joined,
           (SELECT string_agg(subject) FROM events WHERE kind = 'worker_lost') AS lost,
           (SELECT string_agg(DISTINCT code) FROM warnings WHERE code LIKE 'worker-%') AS warned,
           (SELECT count(DISTINCT source) FROM samples WHERE metric = 'clock_offset') AS clocks
         FROM runs`,
      );
      expect(rows).toEqual([{
        ...{ status: "failed", told: true, at_once: true, joined: 4 },
        ...{ lost: "worker-2", warned: "worker-lost", clocks: 4 },
      }]);
      const [report] = [...Deno.readDirSync(`${folder}/reports`)]
        .filter(({ name }) => name.endsWith(".md"));
      const text = await Deno.readTextFile(
        `${folder}/reports/${report?.name ?? ""}`,
      );
      expect(text).toContain("worker-2 was lost: SIGKILL");
      expect(text).toContain("**1 of them was lost**");
      expect(text).toMatch(/^\| worker-2 \|.*SIGKILL/m);
    }),
);

test("--help says where the workers are, and what a loss does", async () => {
  const { code, stdout } = await finish(startScript("run", [file, "--help"]));
  expect(code).toBe(0);
  expect(stdout).toContain(
    "Load: locust, read as locust; workers: 4 here; the master listens at 127.0.0.1; a lost worker fails the run",
  );
});
