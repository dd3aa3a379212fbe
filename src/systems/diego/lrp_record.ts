/** What the BBS is told of an application that is desired: its record of a long-running process (LRP). */
import { STACK } from "./cells/work.ts";
import type { DesiredLrp } from "./wire/messages.ts";

const MIB = 2 ** 20;

/** An application, as its record needs it: memory and disk of an instance in bytes, and host names that lead to it. */
export interface LrpParts {
  readonly guid: string;
  readonly domain: string;
  readonly instances: number;
  readonly memory: number;
  readonly disk: number;
  readonly env: Readonly<Record<string, string>>;
  /** None for an application without a route. */
  readonly hostNames: readonly string[];
}

/** Makes the record. */
export function toLrpRecord(
  { guid, domain, instances, memory, disk, env, hostNames }: LrpParts,
): DesiredLrp {
  const router = JSON.stringify([{ hostnames: hostNames, port: 8080 }]);
  return {
    ...{ guid, domain, instances, rootFs: `preloaded:${STACK}` },
    action: {
      run: {
        ...{ path: "/app/server", args: [], user: "vcap" },
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
      },
    },
    memoryMb: Math.round(memory / MIB),
    diskMb: Math.round(disk / MIB),
    routes: {
      routes: hostNames.length === 0
        ? {}
        : { "cf-router": new TextEncoder().encode(router) },
    },
    ...{ logGuid: guid, annotation: "" },
    // An LRP without any is refused.
    metricTags: { source_id: { text: guid, dynamic: 0 } },
  };
}
