/** The applications that are desired, and what keeps the BBS to them, as the Cloud Controller does for a Cloud Foundry. */
import type { Attempt } from "../../lab/clients/attempt.ts";
import { inParallel } from "../support/in_parallel.ts";
import type { AppSpec } from "../platform/platform.ts";
import type { BbsClient } from "./clients/bbs_client.ts";
import { CRASH_AFTER } from "./cells/run_container.ts";
import { STACK } from "./cells/work.ts";
import { toLrpRecord } from "./lrp_record.ts";
import type { DesiredLrp, TaskDefinition } from "./wire/messages.ts";
import { routes } from "./wire/routes.ts";

/** Seconds for which the BBS may take what is not desired for a mistake, after each comparison; that of the Cloud Controller. */
const DOMAIN_TTL_S = 120;

/** Requests of one comparison at once. */
const AT_ONCE = 50;

/** An application that is desired. */
export interface DesiredApp {
  readonly guid: string;
  readonly spec: AppSpec;
  instances: number;
  /** Whether the BBS has acknowledged it, and nobody has asked for its removal. */
  isKept: boolean;
}

/** Makes the LRP of an application. */
export function toDesiredLrp(
  { guid, spec, instances }: DesiredApp,
  domain: string,
): DesiredLrp {
  const { crashAfter, memory, disk } = spec;
  return toLrpRecord({
    ...{ guid, domain, instances, memory, disk, hostNames: [] },
    env: crashAfter === null ? {} : { [CRASH_AFTER]: String(crashAfter) },
  });
}

/** Makes the definition of a small task, of the size of Fezzik's. */
export function toTaskDefinition(guid: string): TaskDefinition {
  return {
    ...{ rootFs: `preloaded:${STACK}`, memoryMb: 64, diskMb: 64 },
    ...{ logGuid: guid },
    action: { run: { path: "/bin/true", args: [], env: [], user: "vcap" } },
  };
}

/** What a comparison found and did; null where the BBS did not answer. */
export interface Comparison {
  /** LRPs that were desired again. */
  readonly desired: number;
  /** LRPs that are desired by nobody, and were removed. */
  readonly removed: number;
}

/**
 * Compares what the BBS has with what is desired, desires again what is missing, removes what nobody desires, and then
 * tells that the domain is fresh. Returns null if the BBS did not answer a part of it: then the domain is not fresh.
 */
export async function compareDesired(
  bbs: Pick<BbsClient, "call">,
  { apps, domain }: {
    readonly apps: ReadonlyMap<string, DesiredApp>;
    readonly domain: string;
  },
): Promise<Comparison | null> {
  // One that is desired while the list is on its way may be missing in it.
  const kept = [...apps.values()].filter(({ isKept }) => isKept);
  const { value } = await bbs.call(routes.schedulingInfos, { domain });
  if (value === null) return null;
  const known = new Map(
    value.lrps.map(({ key, instances }) => [key?.guid ?? "", instances]),
  );
  const still = kept.filter(({ isKept }) => isKept);
  const missing = still.filter(({ guid }) => !known.has(guid));
  const other = still.filter(({ guid, instances }) =>
    known.has(guid) && known.get(guid) !== instances
  );
  const extra = [...known.keys()].filter((guid) => !apps.has(guid));
  let isDone = true;
  const each = <T>(items: readonly T[], ask: (item: T) => Promise<Attempt>) =>
    inParallel(items, AT_ONCE, async (item) => {
      const { outcome, code } = await ask(item);
      // What is there, or gone, already was done by somebody else.
      if (outcome !== "ok" && code !== "exists" && code !== "missing") {
        isDone = false;
      }
    });
  await Promise.all([
    each(
      missing,
      (app) => bbs.call(routes.desire, { lrp: toDesiredLrp(app, domain) }),
    ),
    each(
      other,
      ({ guid, instances }) =>
        bbs.call(routes.update, { guid, update: { instances } }),
    ),
    each(extra, (guid) => bbs.call(routes.removeDesired, { guid })),
  ]);
  if (!isDone) return null;
  const fresh = await bbs.call(routes.upsertDomain, {
    ...{ domain, ttl: DOMAIN_TTL_S },
  });
  return fresh.outcome === "ok"
    ? { desired: missing.length, removed: extra.length }
    : null;
}
