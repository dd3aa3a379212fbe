import { expect, test } from "vitest";
import {
  createNamespaces,
  namespacesUnavailableReason,
} from "../../../src/lab/network/network_namespaces.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { Script, until } from "../../testing/processes.ts";

const reason = await namespacesUnavailableReason();
const name = (what: string) =>
  reason === "" ? what : `${what} [skipped: ${reason}]`;

/** Responds with its address, or fetches that of a peer. */
const server = `
Deno.serve({ hostname: Deno.args[0], port: 8000, onListen() {} }, async (request) => {
  const asked = new URL(request.url).searchParams;
  const peer = asked.get("ask");
  if (!peer) return new Response(Deno.args[0]);
  const signal = AbortSignal.timeout(Number(asked.get("wait")));
  return new Response(await fetch("http://" + peer + ":8000", { signal })
    .then((response) => response.text(), () => "no answer"));
});`;

/** Asks a host for its address, or for that of a peer, for which it waits some ms, by default as a busy machine needs. */
async function fetchAddress(
  host: string,
  peer = "",
  wait = 30_000,
): Promise<string> {
  const response = await fetch(`http://${host}:8000?ask=${peer}&wait=${wait}`);
  return await response.text();
}

/** Returns the lines of the host's namespaces, addresses, routes and firewall rules that include `what`. */
async function readHost(what: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", "ip netns; ip -o addr; ip route show table all; iptables -S"],
  }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.includes(what));
}

test.skipIf(reason !== "")(
  name(
    "createNamespaces() connects all nodes, isolate() cuts off one from its peers only, rejoin() reverts it",
  ),
  async () => {
    const rules = await readHost("-A ");
    const left: string[] = [];
    {
      await using processes = await ProcessGroup.create();
      await using network = await createNamespaces(3, { processes });
      const hosts = [0, 1, 2].map((i) => network.host(i));
      const [a = "", b = "", c = ""] = hosts;
      const subnet = a.replace(/\d+$/, "");
      left.push(subnet, processes.run);
      for (const name of left) expect(await readHost(name)).not.toEqual([]);
      expect(await readHost("-A ")).toEqual(rules);
      expect(new Set([...hosts, "127.0.0.1"]).size).toBe(4);
      for (const [i, host] of hosts.entries()) {
        const command = [Deno.execPath(), "eval", server, host];
        processes.spawn(`node-${i}`, network.wrap(i, command));
      }
      for (const host of hosts) {
        await until(
          `${host} answers`,
          () => fetchAddress(host).then((text) => text === host, () => false),
        );
      }
      expect(await fetchAddress(a, b)).toBe(b);
      await network.isolate?.(0);
      expect(
        await Promise.all([
          fetchAddress(a, b, 1000),
          fetchAddress(b, a, 1000),
          fetchAddress(c, a, 1000),
          fetchAddress(b, c),
        ]),
      )
        .toEqual(["no answer", "no answer", "no answer", c]);
      expect(await fetchAddress(a)).toBe(a);
      await network.rejoin?.(0);
      expect(
        await Promise.all([
          fetchAddress(a, b),
          fetchAddress(b, a),
          fetchAddress(c, a),
          fetchAddress(b, c),
        ]),
      )
        .toEqual([b, a, a, c]);
    }
    for (const name of left) expect(await readHost(name)).toEqual([]);
    expect(await readHost("-A ")).toEqual(rules);
  },
);

test.skipIf(reason !== "")(
  name("createNamespaces() leaves nothing behind when the runner is killed"),
  async () => {
    await using script = new Script(`
      const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes/process_group.ts");
      const { createNamespaces } = await import(Deno.args[0] + "/lab/network/network_namespaces.ts");
      const processes = await ProcessGroup.create();
      const network = await createNamespaces(2, { processes });
      processes.spawn("node-0", network.wrap(0, ["sleep", "300"]));
      console.log(processes.run);
      console.log(network.host(0).split(".").slice(0, 3).join(".") + ".");
      await new Promise(() => setTimeout(() => {}, 60_000));
    `);
    const names = [await script.line(), await script.line()];
    for (const name of names) expect(await readHost(name)).not.toEqual([]);
    await script.end("SIGKILL");
    for (const name of names) {
      await until(
        `${name} is gone`,
        async () => (await readHost(name)).length === 0,
      );
    }
  },
);

test("namespacesUnavailableReason() states what is missing", async () => {
  await using script = new Script(`
    const { namespacesUnavailableReason } = await import(Deno.args[0] + "/lab/network/network_namespaces.ts");
    Deno.uid = () => 1000;
    console.log(await namespacesUnavailableReason());
  `);
  expect(await script.line()).toMatch(/need root|are Linux's/);
});
