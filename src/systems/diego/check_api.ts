/** Checks that a BBS is there, that it takes our certificate, and that it has the revisions of the API that are used. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import type { BbsClient, ServerAddress } from "./clients/bbs_client.ts";
import { routes } from "./wire/routes.ts";

/** Time for the migrations of an empty database, on a busy machine; of somebody's own, for an answer. */
const TIMEOUT_S = { own: 120, other: 10 } as const;

/**
 * Resolves once the BBS answers. Throws `UnavailableError` for one that is older than the API that is used, that does not
 * take the certificate, or that has cells of its own; `TimeoutError` if it does not answer.
 */
export async function checkApi(
  bbs: Pick<BbsClient, "call">,
  { address: { host, port }, isOwn, processes, signal }: {
    readonly address: ServerAddress;
    /** Whether we started it. */
    readonly isOwn: boolean;
    readonly processes: readonly ManagedProcess[];
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const name = `the BBS at ${host}:${port}`;
  const said = new Set<string>();
  try {
    await waitUntil(async () => {
      const { outcome, code, error } = await bbs.call(routes.cells, {});
      if (error !== "") said.add(error);
      return outcome === "ok" || code === "missing" || code === "http-404" ||
        // One that has just been started answers 503.
        !isOwn && code !== "http-503";
    }, {
      ...{ every: 0.2, signal, what: name, processes },
      timeout: isOwn ? TIMEOUT_S.own : TIMEOUT_S.other,
    });
  } catch (error) {
    const last = [...said].at(-1);
    if (last === undefined || (error as Error).name !== "TimeoutError") {
      throw error;
    }
    throw new Error(`${(error as Error).message}: ${last}`, { cause: error });
  }
  const cells = await bbs.call(routes.cells, {});
  if (cells.code !== "missing" && cells.value === null) {
    throw new UnavailableError(
      `Cannot use ${name} as it does not answer: ${
        cells.error || cells.outcome
      }: check its address, and that it trusts the certificate`,
    );
  }
  if (!isOwn && (cells.value?.cells.length ?? 0) > 0) {
    throw new UnavailableError(
      `Cannot use ${name} as it has ${cells.value?.cells.length} cells of its own, on which our instances would be placed: use one without cells`,
    );
  }
  await checkRevisions(bbs, name);
}

/** Requests that do nothing: the BBS refuses them if it has them, and answers 404 if it has not. */
async function checkRevisions(
  bbs: Pick<BbsClient, "call">,
  name: string,
): Promise<void> {
  const none = { instance: "", cell: "" };
  const nobody = { guid: "", index: 0, domain: "" };
  const probes = [
    bbs.call(routes.start, {
      ...{ key: nobody, instanceKey: none, metricTags: {}, zone: "" },
      ...{ netInfo: { address: "", ports: [], instanceAddress: "" } },
      routable: false,
    }),
    bbs.call(routes.desiredLrp, { guid: "none" }),
    bbs.call(routes.task, { guid: "none" }),
  ];
  for (const { code, error } of await Promise.all(probes)) {
    if (code !== "http-404") continue;
    throw new UnavailableError(
      `Cannot use ${name} as it is older than the API that is used: ${error}`,
    );
  }
}
