import { expect, test } from "vitest";
import {
  describeSockets,
  openPollFor,
} from "../../../src/workloads/key_value/polled_requests.ts";
import { toPlan } from "../../lab/_load.ts";

/** Whether a plan is driven on sockets of the system. */
function isPolled(plan: Parameters<typeof openPollFor>[0]): boolean {
  using poll = openPollFor(plan);
  return poll !== null;
}

test.skipIf(Deno.build.os !== "linux")(
  "openPollFor() has sockets of the system for HTTP at IPv4 addresses, and for nothing else",
  () => {
    const plan = toPlan([80, 81]);
    expect(isPolled(plan)).toBe(true);
    expect(describeSockets(plan)).toBe("the load uses sockets of Linux");
    const resp = { ...plan, client: { protocol: "resp" } } as const;
    expect(isPolled(resp)).toBe(false);
    expect(describeSockets(resp)).toBe("the load uses sockets of Deno");
    const [first, second] = plan.endpoints;
    if (!first || !second) throw new Error("no nodes");
    for (const host of ["localhost", "::1"]) {
      const endpoints = [first, { ...second, host }];
      expect(isPolled({ ...plan, endpoints })).toBe(false);
    }
  },
);

test.skipIf(Deno.build.os !== "linux")(
  "openPollFor() has sockets of the system only with the permissions to connect and to call the C library",
  async () => {
    const { client, endpoints } = toPlan([8080]);
    const module = new URL(
      "../../../src/workloads/key_value/polled_requests.ts",
      import.meta.url,
    );
    const program = `
    import { openPollFor } from ${JSON.stringify(module.href)};
    using poll = openPollFor(${JSON.stringify({ client, endpoints })});
    console.log(poll !== null);`;
    const run = async (...permissions: readonly string[]) => {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "--quiet", ...permissions, "-"],
        cwd: new URL("../../..", import.meta.url),
        env: { NO_COLOR: "1" },
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const input = child.stdin.getWriter();
      await input.write(new TextEncoder().encode(program));
      await input.close();
      return new TextDecoder().decode((await child.output()).stdout).trim();
    };
    expect(await run("--allow-ffi", "--allow-net=127.0.0.1")).toBe("true");
    expect(await run("--allow-ffi", "--allow-net=127.0.0.1:80")).toBe("false");
    expect(await run("--allow-net=127.0.0.1")).toBe("false");
  },
);
