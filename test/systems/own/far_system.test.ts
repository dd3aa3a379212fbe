import { expect, test } from "vitest";
import { loopback } from "../../../src/lab/network/network.ts";
import { packageFreeProgram } from "../../../src/lab/processes/package_free_program.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { processSystem } from "../../../src/systems/own/declaration.ts";
import { toScenarioSystem } from "../../../src/systems/own/own_system.ts";
import { until } from "../../testing/processes.ts";
import { withTempFolder } from "../../testing/records.ts";
import { needsSshd, startSshd } from "../../testing/sshd.ts";

const server = [...packageFreeProgram(), "-A", "_server.ts"];

function declare(
  changes: Partial<Parameters<typeof processSystem>[0]> = {},
) {
  return processSystem({
    ...{ name: "shop", title: "a shop" },
    command: [...server, "{port}"],
    folder: new URL("./", import.meta.url),
    // A busy machine takes seconds to start Deno.
    ...{ ready: { http: "/health" }, ready_timeout: 100 },
    machines: ["far-1", { ssh: "far-2", address: "127.0.0.1" }],
    ...changes,
  });
}

test.skipIf(needsSshd.missing)(
  `nodes start on their machines, with an address, port and folder of their own ${needsSshd.name}`,
  () =>
    withTempFolder(async (folder) => {
      await using sshd = await startSshd(folder);
      await using processes = await ProcessGroup.create();
      const start = (declared: ReturnType<typeof declare>) =>
        toScenarioSystem(declared).start({
          ...{ nodes: 3, settings: { color: "red" }, processes },
          ...{ proxied: false, network: loopback },
          signal: new AbortController().signal,
        });
      const group = await start(declare({
        ssh_config: sshd.config,
        env: { SHOP: "{name} of {nodes} in {folder}, {color}" },
        version: { http: "/version", json: "version" },
        metrics: "/metrics",
      }));
      expect(group.version).toBe("1.2.3");
      expect(group.nodes.map(({ process }) => process?.far?.host))
        .toEqual(["far-1", "far-2", "far-1"]);
      const ports = group.nodes.map(({ endpoint }) => endpoint.port);
      expect(new Set(ports).size).toBe(3);
      for (const [i, { endpoint, process, metrics }] of group.nodes.entries()) {
        const origin = `http://127.0.0.1:${endpoint.port}`;
        expect(metrics).toBe(`${origin}/metrics`);
        const response = await fetch(`${origin}/env`);
        expect(await response.text()).toBe(
          `node-${i} of 3 in ${process?.folder}, red`,
        );
        expect(process?.folder).not.toContain(processes.folder + "/");
      }
      const [first] = group.nodes;
      const untilUp = () =>
        until("it is up", async () => await group.health(first!) === "up");
      await untilUp();
      await first?.process?.kill();
      expect(await group.health(first!)).toBe("down");
      await first?.process?.start();
      await untilUp();
      await using others = await ProcessGroup.create();
      await expect(
        toScenarioSystem(
          declare({
            ssh_config: sshd.config,
            command: [...server, "{port}", "dies"],
          }),
        ).start({
          ...{ nodes: 1, settings: {}, processes: others, proxied: false },
          ...{ network: loopback, signal: new AbortController().signal },
        }),
      ).rejects.toThrow(
        "Cannot wait for 1 node of shop as node-0 has ended: cannot open the shop",
      );
    }),
);

test("nodes on other machines can be killed and paused, and nothing else", () => {
  expect(
    toScenarioSystem(declare({ command: ["shop", "{host}", "{peers}"] })).can,
  )
    .toEqual(["scenario", "several-nodes", "kill", "pause"]);
});
