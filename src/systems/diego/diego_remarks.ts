/** What is real and what is simulated on a Diego that we run, a sentence each. */
import type { DiegoValues } from "./diego_settings.ts";

/** Stands with every run. */
export function describeDiego(
  values: DiegoValues,
  { cells, processes, isOwn }: {
    readonly cells: number;
    readonly processes: number;
    /** Whether we started the components. */
    readonly isOwn: boolean;
  },
): string[] {
  const { create, create_spread, boot, boot_spread, create_pool } = values;
  return [
    isOwn
      ? `BBS, Locket, auctioneer and ${values.database} are real, on the machine of the load, which has to be told from their own limits by its processors.`
      : "BBS, Locket and auctioneer are those that were named.",
    `The ${cells} cells are simulated, by ${processes} ${
      processes === 1 ? "process" : "processes"
    } of ours: presence, API, claims, starts, bulk loops and evacuation are those of the rep; containers, images, networks and logs are not there.`,
    `The creation of a container is log-normal, median ${create} s, sigma ${create_spread}, ${create_pool} at once on a cell; its boot has median ${boot} s, sigma ${boot_spread}: all of them assumed.`,
    "A push has no upload and no staging: its first phase is the desire of the LRP, its second one the time until its instances run.",
    "The Cloud Controller is ours: it compares what is desired with the BBS, and desires again what is missing. There is no route-emitter.",
    ...isOwn
      ? [
        "A component that ends is started again after 5 s, as by a process monitor.",
        "A store that is cut off is its database, killed and started again after the time of the fault; in part, it stands still for half of each second. One that loses its data has its tables emptied, and is killed.",
        "Data of the store are synced to disk as by its defaults.",
      ]
      : [],
  ];
}
