/** What clients may ask of a node: `PUT`, `GET` and `DELETE /data/{key}`. */
import type { Coordinator } from "./quorum.ts";
import { isKey, LARGEST_VALUE } from "./item.ts";
import { NoQuorumError } from "./majority.ts";
import { readBody } from "./read_body.ts";
import { text } from "./text_response.ts";

/** Ten years, in seconds. */
const LONGEST_TTL = 315_360_000;

export interface DataOptions {
  readonly coordinator: Coordinator;
  /** Whether there is room for a value of so many bytes. */
  readonly hasRoom: (bytes: number) => boolean;
}

/**
 * Answers a request for a key. PUT: 201 when a majority keeps the value, 400 for a bad key or time to live, 413 above
 * 10 MiB, 507 when memory is used up. GET: 200 with the value, or 404. DELETE: 204, whether there was a value or not. All:
 * 503 when a majority cannot be had in time; a PUT or DELETE may have its effect nevertheless, then or later.
 */
export async function answerData(
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
            `X-TTL or ttl must be whole seconds, 1 to ${LONGEST_TTL}`,
          );
        }
        const value = await readBody(request, LARGEST_VALUE);
        if (!value) return text(413, `A value has at most ${LARGEST_VALUE} B`);
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
        // With a time to forget it at, as everything that is gone.
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

/** Milliseconds since 1970 at which it expires, 0 for never, null for a bad time to live. The header goes first. */
function readExpiry(request: Request): number | null {
  const ttl = request.headers.get("x-ttl") ??
    new URL(request.url).searchParams.get("ttl");
  if (ttl === null) return 0;
  if (!/^\d{1,9}$/.test(ttl)) return null;
  const seconds = Number(ttl);
  const inRange = seconds >= 1 && seconds <= LONGEST_TTL;
  return inRange ? Date.now() + seconds * 1000 : null;
}
