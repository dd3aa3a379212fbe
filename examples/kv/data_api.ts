/** Client API of a node: `PUT`, `GET` and `DELETE /data/{key}`. */
import type { Coordinator } from "./quorum.ts";
import { isKey, MAX_VALUE_BYTES } from "./item.ts";
import { NoQuorumError } from "./majority.ts";
import { readBody } from "./read_body.ts";
import { text } from "./text_response.ts";

/** Ten years, in seconds. */
const MAX_TTL_S = 315_360_000;

export interface DataOptions {
  readonly coordinator: Coordinator;
  /** Whether memory suffices for a value of this size. */
  readonly hasRoom: (bytes: number) => boolean;
}

/**
 * Handles a request for a key. PUT: 201 once a majority has stored the value, 400 for an invalid key or time to live,
 * 413 above 10 MiB, 507 if out of memory. GET: 200 with the value, or 404. DELETE: 204, also if there was no value.
 * All: 503 if there is no majority in time; the outcome of a PUT or DELETE is then indeterminate.
 */
export async function handleDataRequest(
  request: Request,
  key: string,
  { coordinator, hasRoom }: DataOptions,
): Promise<Response> {
  if (!isKey(key)) {
    return text(400, "A key is 1 to 256 letters, digits and . _ ~ : -");
  }
  try {
    switch (request.method) {
      case "PUT": {
        const expires = readExpiry(request);
        if (expires === null) {
          return text(
            400,
            `X-TTL or ttl must be whole seconds, 1 to ${MAX_TTL_S}`,
          );
        }
        const value = await readBody(request, MAX_VALUE_BYTES);
        if (!value) {
          return text(413, `A value has at most ${MAX_VALUE_BYTES} B`);
        }
        if (!hasRoom(value.length)) {
          return text(507, "Out of memory for values");
        }
        await coordinator.write(key, value, expires);
        return text(201, "");
      }
      case "GET": {
        const value = await coordinator.read(key);
        return value ? new Response(value) : text(404, "No such key");
      }
      case "DELETE":
        // The expiry dates the tombstone, which is dropped an hour later.
        await coordinator.write(key, null, Date.now());
        return new Response(null, { status: 204 });
      default:
        return text(405, "Use PUT, GET or DELETE", {
          allow: "PUT, GET, DELETE",
        });
    }
  } catch (error) {
    if (error instanceof NoQuorumError) return text(503, error.message);
    throw error;
  }
}

/**
 * Returns the expiry in milliseconds since 1970, 0 for never, null for an invalid time to live. The header takes
 * precedence.
 */
function readExpiry(request: Request): number | null {
  const ttl = request.headers.get("x-ttl") ??
    new URL(request.url).searchParams.get("ttl");
  if (ttl === null) return 0;
  if (!/^\d{1,9}$/.test(ttl)) return null;
  const seconds = Number(ttl);
  const inRange = seconds >= 1 && seconds <= MAX_TTL_S;
  return inRange ? Date.now() + seconds * 1000 : null;
}
