/** Settings of a Diego: what it runs on, and what its simulated cells are like. */
import { choice, number, type ValuesOf } from "../../lab/plan/settings.ts";
import { UsageError } from "../../record/mod.ts";
import { databaseKinds } from "../databases/database_server.ts";
import { toServerAddress } from "../support/server_address.ts";
import { readSettings } from "../support/system_settings.ts";

/** They change what it does: every run records them. */
export const parameters = {
  database: choice("Database", databaseKinds, {
    about: "store of the BBS and of Locket, started by us",
  }),
  convergence: number("Convergence", 30, {
    ...{ unit: "s", min: 1, integer: true, identifies: true },
    about: "from one convergence of the BBS to the next",
  }),
  database_connections: number("Connections to the database", 100, {
    ...{ min: 2, max: 1000 },
    about: "of the BBS, and as many of Locket",
  }),
  auction_workers: number("Auction workers", 1000, {
    ...{ min: 1, max: 10_000 },
    about: "requests of the auctioneer to cells at once",
  }),
  create: number("Creation of a container", 1, {
    ...{ unit: "s", identifies: true },
    about: "median, of simulated cells; assumed",
  }),
  create_spread: number("Spread of the creation", 0.25, {
    ...{ unit: "1", max: 3 },
    about: "standard deviation of its logarithm; assumed",
  }),
  create_pool: number("Creations at once", 32, {
    ...{ min: 1, max: 1000 },
    about: "containers that a cell makes at once",
  }),
  boot: number("Boot of an instance", 1.5, {
    ...{ unit: "s", identifies: true },
    about:
      "median, from the container to the running process: downloads, launch, health check; assumed",
  }),
  boot_spread: number("Spread of the boot", 0.4, {
    ...{ unit: "1", max: 3 },
    about: "standard deviation of its logarithm; assumed",
  }),
  task: number("Run of a task", 0.1, {
    ...{ unit: "s", identifies: true },
    about: "median, spread 0.5; assumed",
  }),
  stop: number("Stop of an instance", 0.1, {
    ...{ unit: "s", identifies: true },
    about: "median, spread 0.5; assumed",
  }),
  presence_ttl: number("Presence", 15, {
    ...{ unit: "s", min: 2, integer: true, identifies: true },
    about: "for which a cell counts as present; renewed three times in it",
  }),
  bulk_loop: number("Bulk loop", 30, {
    ...{ unit: "s", min: 1, identifies: true },
    about: "from one comparison of a cell with the BBS to the next",
  }),
  sync: number("Comparison of what is desired", 30, {
    ...{ unit: "s", min: 1, identifies: true },
    about: "interval of our stand-in for the Cloud Controller",
  }),
  cell_connections: number("Connections of cells", 128, {
    ...{ min: 1, max: 2000 },
    about: "to the BBS, of one process of cells",
  }),
  cells_per_process: number("Cells of a process", 1000, {
    ...{ min: 1, max: 5000 },
    about: "that stands for them, at most",
  }),
};

export type DiegoValues = ValuesOf<typeof parameters>;

/** Settings that name a running Diego. */
export const addressSettings = {
  bbs:
    "HOST:PORT of a running BBS without cells of its own, reached from here, whose components reach this machine's loopback; empty starts one",
  locket: "HOST:PORT of its Locket",
  ca: "file with the certificate of its authority, in PEM",
  cert:
    "file with a certificate for clients and servers at 127.0.0.1, from this authority",
  key: "file with its key",
} as const;

type AddressKey = keyof typeof addressSettings;

const addressKeys = Object.keys(addressSettings) as AddressKey[];

/** A running Diego, as it was named; null starts one. */
export type Addresses = Readonly<Record<AddressKey, string>> | null;

export interface DiegoSettings {
  readonly values: DiegoValues;
  readonly addresses: Addresses;
}

/** Reads the settings. Throws `UsageError` for a value that one cannot have, and for addresses that are incomplete. */
export function readDiegoSettings(
  texts: Readonly<Record<string, string>>,
): DiegoSettings {
  const isAddress = (key: string) => addressKeys.includes(key as AddressKey);
  const own = Object.fromEntries(
    Object.entries(texts).filter(([key]) => !isAddress(key)),
  );
  const values = readSettings(parameters, own);
  const given = addressKeys.filter((key) => (texts[key] ?? "") !== "");
  if (given.length === 0) return { values, addresses: null };
  const missing = addressKeys.filter((key) => !given.includes(key));
  if (missing.length > 0) {
    throw new UsageError(
      `Cannot use a running Diego as ${
        missing.join(", ")
      } are not given: use --set ${
        addressKeys.map((key) => `${key}=...`).join(" ")
      }`,
    );
  }
  const addresses = Object.fromEntries(
    addressKeys.map((key) => [key, texts[key] ?? ""]),
  ) as Record<AddressKey, string>;
  for (const key of ["bbs", "locket"] as const) {
    toServerAddress(key, addresses[key]);
  }
  return { values, addresses };
}
