/** Asks the embedded store for its version, and for what it holds. */
import { z } from "zod";
import { fetchJson } from "../../lab/clients/fetch_json.ts";
import type { StoreSize } from "../control_plane/control_plane.ts";

/** Seconds; counting takes a while in a large store that is busy. */
const TIMEOUT_S = 30;

const Counts = z.object({
  value: z.object({ desired: z.number(), actual: z.number() }),
});

const Version = z.object({ value: z.string() });

/** Returns the number of records; null if it does not answer in time. */
export async function readCounts(
  url: string,
): Promise<Omit<StoreSize, "bytes"> | null> {
  const reply = await fetchJson(`${url}/counts`, Counts, {
    ...{ body: "{}", timeout: TIMEOUT_S },
  });
  return reply?.value ?? null;
}

/** Returns the version of SQLite; empty if it does not answer. */
export async function readVersion(url: string): Promise<string> {
  const reply = await fetchJson(`${url}/version`, Version, {
    ...{ body: "{}", timeout: TIMEOUT_S },
  });
  return reply?.value ?? "";
}
