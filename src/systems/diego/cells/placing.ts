/** Puts instances on our cells without the auctioneer, and counts what the BBS has recorded of them. */
import type { PlacedLrp, Placing } from "../../control_plane/control_plane.ts";
import type { DatabaseServer } from "../../databases/database_server.ts";
import { databaseNames } from "../components/component_configs.ts";
import type { AuctioneerControl } from "../components/supervise_components.ts";
import type { Cells } from "./start_cells.ts";
import type { PlacedInstance } from "./cells_plan.ts";

const MIB = 2 ** 20;

/** Instances of one command to the cells. */
const BATCH = 5000;

/** Returns what puts instances of LRPs of this domain on cells. */
export function toPlacing(
  { database, auctioneer, cells, domain }: {
    readonly database: Pick<DatabaseServer, "query">;
    readonly auctioneer: AuctioneerControl;
    readonly cells: Pick<Cells, "run">;
    readonly domain: string;
  },
): Placing {
  return {
    hold: () => auctioneer.end(),
    release: () => auctioneer.restart(),
    async place(lrps) {
      const instances = lrps.flatMap((placed) => toInstances(placed, domain));
      for (let from = 0; from < instances.length; from += BATCH) {
        await cells.run(instances.slice(from, from + BATCH));
      }
    },
    async running() {
      try {
        return Number(
          await database.query(
            databaseNames.bbs,
            "SELECT count(*) FROM actual_lrps WHERE state = 'RUNNING'",
          ),
        );
      } catch {
        return null;
      }
    },
  };
}

function toInstances(
  { lrp: { guid, instances, memory, disk }, cell }: PlacedLrp,
  domain: string,
): PlacedInstance[] {
  return Array.from({ length: instances }, (_, index) => ({
    ...{ cell, guid, index, domain },
    memoryMb: Math.round(memory / MIB),
    diskMb: Math.round(disk / MIB),
  }));
}
