/** The programs of a Diego's control plane. */
import { UnavailableError } from "../../../lab/processes/unavailable.ts";
import { isProgram } from "../../support/find_program.ts";

/** In the order in which they are started. */
export const componentNames = ["locket", "bbs", "auctioneer"] as const;
export type ComponentName = (typeof componentNames)[number];

/** Returns their paths by PATH. Throws `UnavailableError` with the names of those that are not there. */
export function findComponents(): Readonly<Record<ComponentName, string>> {
  const folders = (Deno.env.get("PATH") ?? "").split(":")
    .filter((folder) => folder !== "");
  const find = (name: ComponentName) =>
    folders.map((folder) => `${folder}/${name}`).find(isProgram) ?? "";
  const paths = {
    locket: find("locket"),
    bbs: find("bbs"),
    auctioneer: find("auctioneer"),
  };
  const missing = componentNames.filter((name) => paths[name] === "");
  if (missing.length === 0) return paths;
  throw new UnavailableError(
    `Cannot find ${
      missing.join(", ")
    } as no Debian package has them: put Diego's programs on PATH, or name a running Diego by --set bbs=HOST:PORT locket=HOST:PORT ca=FILE cert=FILE key=FILE`,
  );
}
