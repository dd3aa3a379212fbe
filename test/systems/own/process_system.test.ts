import { expect, test } from "vitest";
import { loopback } from "../../../src/lab/network/network.ts";
import { packageFreeProgram } from "../../../src/lab/processes/package_free_program.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { NodeGroup } from "../../../src/lab/system/system_under_test.ts";
import { processSystem } from "../../../src/systems/own/declaration.ts";
import { toScenarioSystem } from "../../../src/systems/own/own_system.ts";
import { until } from "../../testing/processes.ts";
import { whileQuiet } from "../../testing/quiet.ts";

const folder = decodeURIComponent(new URL("./", import.meta.url).pathname);

const server = [...packageFreeProgram(), "-A", "_server.ts"];

function declare(
  changes: Partial<Parameters<typeof processSystem>[0]> = {},
) {
  return processSystem({
    ...{ name: "shop", title: "a shop", folder },
    command: [...server, "{port}"],
    // A busy machine takes seconds to start Deno.
    ...{ ready: { http: "/health" }, ready_timeout: 100 },
    ...changes,
  });
}

function untilUp(group: NodeGroup): Promise<void> {
  return until(
    "the first node is up",
    async () => await group.health(group.nodes[0]!) === "up",
  );
}

function start(
  processes: ProcessGroup,
  declared = declare(),
  { nodes = 1, settings = {} } = {},
): Promise<NodeGroup> {
  return toScenarioSystem(declared).start({
    ...{ nodes, settings, processes, proxied: false, network: loopback },
    signal: new AbortController().signal,
  });
}

test("processes start in their folder, with their environment, and report their version and health", async () => {
  await using processes = await ProcessGroup.create();
  const group = await start(
    processes,
    declare({
      env: { SHOP: "{name} of {nodes} in {folder}, {color}" },
      metrics: "/metrics",
      version: { http: "/version", json: "version" },
    }),
    { nodes: 2, settings: { color: "red" } },
  );
  expect(group.version).toBe("1.2.3");
  const [first, second] = group.nodes;
  expect(first?.metrics).toBe(
    `http://127.0.0.1:${first?.endpoint.port}/metrics`,
  );
  const response = await fetch(`http://127.0.0.1:${second?.endpoint.port}/env`);
  expect(await response.text()).toBe(
    `node-1 of 2 in ${processes.folder}/node-1, red`,
  );
  expect(await first?.process?.logTail()).toContain(
    `the shop is open in ${folder.replace(/\/$/, "")}`,
  );
  await untilUp(group);
  await first?.process?.kill();
  expect(await group.health(first!)).toBe("down");
});

test("processes are asked to end by their signal", () =>
  // They are killed after 2 s.
  whileQuiet(300, async () => {
    await using processes = await ProcessGroup.create();
    const { nodes: [node] } = await start(
      processes,
      declare({ stop_signal: "SIGINT" }),
    );
    await node?.process?.stop();
    expect(await node?.process?.logTail()).toContain("closed in order");
  }));

test.each([
  { tcp: true as const },
  { log: "^the shop is open" },
])("a node is ready by %j", async (ready) => {
  await using processes = await ProcessGroup.create();
  await untilUp(await start(processes, declare({ ready })));
});

test("a process that ends, or is not ready in time, is an error with the reason", async () => {
  await using processes = await ProcessGroup.create();
  await expect(
    start(processes, declare({ command: [...server, "{port}", "dies"] })),
  ).rejects.toThrow(
    "Cannot wait for 1 node of shop as node-0 has ended: cannot open the shop",
  );
  await using others = await ProcessGroup.create();
  await expect(
    start(
      others,
      declare({ command: [...server, "{port}", "hangs"], ready_timeout: 1 }),
    ),
  ).rejects.toThrow("any longer as it took more than 1 s");
  await using more = await ProcessGroup.create();
  await expect(
    start(more, declare({ command: ["no-such-program-here"] })),
  ).rejects.toThrow("no-such-program-here");
});

test("a node that takes the port of another one is named, with what it wrote", async () => {
  await using processes = await ProcessGroup.create();
  const taken = processes.freePort();
  await expect(
    start(processes, declare({ command: [...server, String(taken)] }), {
      nodes: 2,
    }),
  ).rejects.toThrow(/as node-[01] has ended: .*serve/);
});
