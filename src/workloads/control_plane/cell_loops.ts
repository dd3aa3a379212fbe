/**
 * What simulated cells do all the while, as Diego's rep does: each renews its presence, and in a loop of its own fetches
 * its records, records again what is missing there, and some of the rest.
 */
import type {
  ActualLrp,
  CellClient,
  LrpKey,
} from "../../systems/control_plane/control_plane.ts";
import { toCellName } from "../../systems/control_plane/control_plane.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import type { Containers } from "./containers.ts";
import type { EventAccount } from "./event_account.ts";
import { maybeSeeded } from "./lrps.ts";
import type { CellsPlan } from "./plans.ts";
import type { Requests } from "./requests.ts";
import type { Regular } from "./timetable.ts";

export interface CellLoopOptions {
  readonly plan: CellsPlan;
  readonly client: CellClient;
  readonly containers: Containers;
  readonly requests: Requests;
  readonly events: EventAccount;
}

/** Returns both loops of all cells of a thread, evenly spread over their intervals. */
export function cellLoops(options: CellLoopOptions): Regular[] {
  const { plan, client, requests } = options;
  const n = plan.until - plan.first;
  const random = seededRandom(spreadSeed(plan.seed + 100 + plan.thread));
  const toCell = (turn: number) => plan.first + turn % n;
  return [
    {
      every: plan.presentInterval / n,
      after: 0,
      act: (turn, due) =>
        requests.send(
          "cell_presence",
          () => client.present(toCellName(toCell(turn)), plan.ttl),
          due,
        ),
    },
    {
      every: plan.cellInterval / n,
      // Not at the moments of the presences.
      after: plan.cellInterval / n / 2,
      act: (turn, due) =>
        synchronise(toCell(turn), {
          // Drawn when it is due, as answers come in another order in each run.
          ...{ due, more: random(), from: random() },
        }, options),
    },
  ];
}

/** A loop of a cell: when it is due, and two numbers in [0, 1) that decide which records it writes again. */
interface Loop {
  readonly due: number;
  readonly more: number;
  readonly from: number;
}

/** One loop of one cell. Seeded instances that are recorded again count as recovered. */
async function synchronise(
  cell: number,
  loop: Loop,
  { plan, client, containers, requests, events }: CellLoopOptions,
): Promise<void> {
  const name = toCellName(cell);
  const asked = performance.now();
  const { value } = await requests.send(
    "cell_fetch",
    () => client.fetch(name),
    loop.due,
  );
  if (value === null) return;
  const start = (key: LrpKey) =>
    requests.send(
      "start_lrp",
      () => events.expect("running", key, () => client.start(key, name)),
    );
  for (const key of containers.reconcile(cell, value, asked)) {
    const seen = performance.now();
    const answer = await start(key);
    if (answer.code === "conflict") containers.remove(cell, key);
    const number = maybeSeeded(key.guid);
    if (answer.outcome !== "ok" || number === null) continue;
    await requests.record(
      "recover",
      number,
      seen,
      () => Promise.resolve(answer),
    );
  }
  await Promise.all(
    share(value, plan.writeShare, loop).map((record) => start(record)),
  );
}

/** Returns a share of the records that run, others in each loop; a share below one record is one in some of the loops. */
function share(
  records: readonly ActualLrp[],
  writeShare: number,
  { more, from }: Pick<Loop, "more" | "from">,
): readonly ActualLrp[] {
  const running = records.filter(({ state }) => state === "running");
  const exact = running.length * writeShare;
  const n = Math.floor(exact) + (more < exact % 1 ? 1 : 0);
  const first = Math.floor(from * running.length);
  return Array.from(
    { length: n },
    (_, i) => running[(first + i) % running.length],
  )
    .filter((record) => record !== undefined);
}
