/** A store that is cut off or loses data: the database of the BBS and of Locket, which we started. */
import { delay } from "../../lab/timing/delay.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { toStoreControl } from "../control_plane/store_control.ts";
import type { DatabaseServer } from "../databases/database_server.ts";
import type { StoreEvent, StoreShare } from "../platform/platform.ts";
import { databaseNames } from "./components/component_configs.ts";
import type { DiegoSession } from "./diego_session.ts";

/** Of a store that is cut off in part: it stands still for this long, again and again, for as long as it goes on between. */
const STILL_S = 0.5;

/** Share of the applications whose records are lost in part; that of the simulator. */
const LOST_SHARE = 1 / 3;

/** Names in one statement. */
const BATCH = 500;

/** Tables of what is desired and of what there is; their other data is of the schema. */
const tables = {
  [databaseNames.bbs]: ["desired_lrps", "actual_lrps", "tasks", "domains"],
  [databaseNames.locket]: ["locks"],
} as const;

export interface StoreFaults {
  cut(share: StoreShare, seconds: number): Promise<void>;
  wipe(share: StoreShare, seconds: number): Promise<void>;
  /** Resolves once nothing is done to the store any more: after the end of the session. Throws what kept it from coming back. */
  ended(): Promise<void>;
}

/** Returns the faults of a database; their events follow. */
export function toStoreFaults(
  session: Pick<
    DiegoSession,
    "apps" | "watchers" | "signal" | "onComparison" | "resync"
  >,
  database: DatabaseServer,
): StoreFaults {
  const { watchers, signal } = session;
  const store = toStoreControl({
    ...{ process: database.process, dependants: [], wipe: null },
    ready: () => database.whenReady(signal),
  });
  const tell = (state: StoreEvent["state"], share: StoreShare) => {
    for (const watcher of watchers) {
      watcher({ kind: "store", at: now(), state, share });
    }
  };
  /** Kills it; the function that it returns starts it again when the time is over. */
  const kill = async (share: StoreShare, seconds: number) => {
    await store.kill();
    const until = now() + seconds * 1000;
    return async () => {
      await delay(Math.max(0, until - now()) / 1000, signal);
      await store.start();
      tell("reached", share);
    };
  };
  const courses: Promise<void>[] = [];
  const inBackground = (act: () => Promise<void>) => {
    const course = act().catch((error) => {
      if (!signal.aborted) throw error;
    });
    course.catch(() => {
      // Thrown by ended().
    });
    courses.push(course);
  };
  return {
    async cut(share, seconds) {
      if (share === "total") {
        const comeBack = await kill(share, seconds);
        tell("cut", share);
        inBackground(comeBack);
        return;
      }
      tell("cut", share);
      inBackground(async () => {
        const until = now() + seconds * 1000;
        while (now() < until) {
          await store.pause();
          await delay(STILL_S, signal).finally(() => store.resume());
          await delay(STILL_S, signal);
        }
        tell("reached", share);
      });
    },
    async wipe(share, seconds) {
      if (share === "total") await emptyTables(database);
      else await deleteSome(database, lostGuids([...session.apps.keys()]));
      const comeBack = await kill(share, seconds);
      tell("wiped", share);
      inBackground(async () => {
        await comeBack();
        // A record that is gone is no event of the BBS.
        while (!await session.resync()) await delay(1, signal);
        const onComparison = (
          comparison: { readonly desired: number } | null,
        ) => {
          if (comparison === null || comparison.desired > 0) return;
          session.onComparison.delete(onComparison);
          tell("restored", share);
        };
        session.onComparison.add(onComparison);
      });
    },
    async ended() {
      await Promise.all(courses);
    },
  };
}

/** Removes all records: the tables stay, as a BBS that finds none must be started again. */
export async function emptyTables(database: DatabaseServer): Promise<void> {
  for (const [name, names] of Object.entries(tables)) {
    await database.query(
      name,
      names.map((table) => `DELETE FROM ${table};`).join(" "),
    );
  }
}

/** Removes the records of some LRPs. */
async function deleteSome(
  database: DatabaseServer,
  guids: readonly string[],
): Promise<void> {
  for (let from = 0; from < guids.length; from += BATCH) {
    // Names of ours: letters, digits and hyphens.
    const list = guids.slice(from, from + BATCH)
      .map((guid) => `'${guid}'`).join(", ");
    await database.query(
      databaseNames.bbs,
      ["actual_lrps", "desired_lrps"].map((table) =>
        `DELETE FROM ${table} WHERE process_guid IN (${list});`
      ).join(" "),
    );
  }
}

/** Returns the guids that are lost: every third, in the order in which they were desired. */
function lostGuids(guids: readonly string[]): string[] {
  return guids.filter((_, i) =>
    Math.floor((i + 1) * LOST_SHARE) > Math.floor(i * LOST_SHARE)
  );
}
