/** Reads the version that a user's own system reports. */
import { z } from "zod";
import type { Access } from "../../lab/clients/access.ts";
import { fetchText } from "../../lab/clients/fetch_json.ts";
import type { OwnSystem } from "./declaration.ts";

/** Seconds until it must be told: it is asked for once, and a busy machine answers late. */
const VERSION_TIMEOUT_S = 10;

/** Characters of a version that are kept. */
const MAX_VERSION_LENGTH = 80;

const Fields = z.record(z.string(), z.unknown());

/** Returns the version at an origin; empty if the system does not tell, or not in the way it declares. */
export async function readVersion(
  { version }: Pick<OwnSystem, "version">,
  origin: string,
  access: Access,
): Promise<string> {
  if (version === null) return "";
  const answer = await fetchText(`${origin}${version.http}`, {
    ...{ access, timeout: VERSION_TIMEOUT_S },
  });
  const text = answer?.text ?? "";
  const found = version.json === "" ? text : readField(text, version.json);
  return found.replace(/[\s\p{Cc}]+/gu, " ").trim().slice(
    0,
    MAX_VERSION_LENGTH,
  );
}

function readField(text: string, key: string): string {
  try {
    const fields = Fields.parse(JSON.parse(text));
    const value = Object.hasOwn(fields, key) ? fields[key] : "";
    return ["string", "number"].includes(typeof value) ? String(value) : "";
  } catch {
    // It is no JSON object.
    return "";
  }
}
