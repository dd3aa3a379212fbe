import { expect, test } from "vitest";
import { Store } from "../../src/store/mod.ts";
import { withTempFolder } from "../testing/records.ts";
import { findProcesses, needsSshd, startSshd } from "../testing/sshd.ts";
import { finish, startScript } from "./_scripts.ts";

const file = "examples/shop/experiments/elsewhere.ts";

function run(args: readonly string[], env = {}) {
  return finish(startScript("run", args, env));
}

test.skipIf(needsSshd.missing)(
  `run kills an own system on other machines, samples it there, and records clocks ${needsSshd.name}`,
  () =>
    withTempFolder(async (folder) => {
      await using sshd = await startSshd(folder);
      const { code, stdout, stderr } = await run([
        ...[`${file}/crash`, "--data", `${folder}/data`],
        ...["--reports", `${folder}/reports`, "--allow-remote", "far-1"],
        ...["far-2", "--set", "rate=50", "warmup=300ms", "duration=1s"],
        ...["cooldown=0s", "fault_duration=1s", "recovery=1s"],
      ], {
        SHOP_MACHINES: "far-1,far-2",
        SHOP_SSH_CONFIG: sshd.config,
        SHOP_FOLDER: decodeURIComponent(
          new URL("../../examples/shop", import.meta.url).pathname,
        ),
      });
      // A busy machine makes the run invalid, or late; what happened on the others is the same.
      expect([[0, ""], [1, ""]]).toContainEqual([code, stderr]);
      expect(stdout).toMatch(/^1\/1 .+ (ok|invalid)[:,]/m);
      expect(await findProcesses(` 127.0.0.1 ${sshd.port}\0`, "environ"))
        .toEqual([]);
      using store = await Store.open(`${folder}/data/loadline.duckdb`);
      const [listed] = (await store.rows(
        `SELECT count(*) FILTER (outcome = 'ok') > 0.5 * count(*) AS most FROM operations WHERE kind = 'list'`,
      )).rows;
      expect(listed).toEqual({ most: true });
      const { rows: metrics } = await store.rows(
        `SELECT DISTINCT metric FROM samples WHERE source = 'node-1' AND NOT contains(metric, '{')`,
      );
      expect(metrics.map(({ metric }) => metric)).toEqual(
        expect.arrayContaining([
          ...["cpu", "memory", "write_calls_rate", "clock_offset"],
          ...["clock_bound", "shop_orders"],
        ]),
      );
      const { rows: events } = await store.rows(
        `SELECT kind, subject, detail, data ->> 'clock_bound' IS NOT NULL AS measured FROM events
         WHERE kind IN ('machine', 'fault', 'heal', 'died') ORDER BY "at", subject`,
      );
      expect(events).toMatchObject([
        {
          kind: "machine",
          detail: expect.stringMatching(/^far-/),
          measured: true,
        },
        { kind: "machine", measured: true },
        { kind: "fault", subject: "node-0", detail: "kill-leader" },
        { kind: "heal", subject: "node-0" },
      ]);
      // Nodes elsewhere take nothing of this machine, so that all that it does besides is foreign load.
      const [facts] = (await store.rows(
        `SELECT processes, nodes_known FROM machine_facts`,
      )).rows;
      expect(facts).toEqual({ processes: 0, nodes_known: 2 });
      const reports = [...Deno.readDirSync(`${folder}/reports`)]
        .map(({ name }) => name).filter((name) => name.endsWith(".md"));
      const report = await Deno.readTextFile(`${folder}/reports/${reports[0]}`);
      expect(report).toContain("Other machines");
      expect(report).toMatch(/far-1 .* ± .* ms/);
    }),
);
