/** What the BBS has recorded of the instances on cells. */
import { presences } from "../wire/messages.ts";
import { routes } from "../wire/routes.ts";
import type { BbsClient } from "./bbs_client.ts";

/**
 * Returns the guids of the LRPs of a domain with an instance that is recorded as running on one of some cells. Throws an Error if
 * the BBS does not tell.
 */
export async function runningOn(
  bbs: Pick<BbsClient, "call">,
  { domain, cells }: {
    readonly domain: string;
    readonly cells: readonly string[];
  },
): Promise<string[]> {
  const guids = await Promise.all(cells.map(async (cell) => {
    const answer = await bbs.call(routes.actualLrps, { domain, cell });
    if (answer.value === null) {
      throw new Error(
        `Cannot tell which instances ${cell} runs as the BBS gives no list: ${
          answer.error || answer.outcome
        }`,
      );
    }
    return answer.value.lrps.flatMap(({ key, state, presence }) =>
      key !== null && state === "RUNNING" && presence === presences.ordinary
        ? [key.guid]
        : []
    );
  }));
  return guids.flat();
}
