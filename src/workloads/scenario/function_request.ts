/** Makes the bytes of a request that a journey's function asks for. */
import { RESERVED_HEADERS } from "../../lab/clients/http_request.ts";
import type { RequestInput } from "./journey_function.ts";
import type { RequestTarget } from "./step_request.ts";

const encoder = new TextEncoder();

/** Returns the bytes, with the user's cookies. Throws TypeError for a path, a header or a body that cannot be sent. */
export function toRequestBytes(
  request: RequestInput,
  { host, cookies }: Pick<RequestTarget, "host" | "cookies">,
): Uint8Array {
  const { method = "GET", path } = request;
  if (!/^\/[\x21-\x7e]*$/.test(path)) {
    throw new TypeError(
      `the path '${path}' must begin with / and be ASCII without spaces`,
    );
  }
  const body = toBody(request);
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${cookies}${
    toFields(request)
  }`;
  if (body === null && method === "GET") return encoder.encode(`${head}\r\n`);
  const bytes = body ?? new Uint8Array();
  const start = encoder.encode(
    `${head}content-length: ${bytes.length}\r\n\r\n`,
  );
  const all = new Uint8Array(start.length + bytes.length);
  all.set(start);
  all.set(bytes, start.length);
  return all;
}

function toFields({ headers = {}, json }: RequestInput): string {
  const all = new Map(
    Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]),
  );
  if (json !== undefined && !all.has("content-type")) {
    all.set("content-type", "application/json");
  }
  return [...all].map(([name, text]) => {
    if (
      !/^[\w-]+$/.test(name) || RESERVED_HEADERS.includes(name) ||
      !/^[\t\x20-\x7e]*$/.test(text)
    ) {
      throw new TypeError(
        `the header '${name}' is reserved, or not ASCII on one line`,
      );
    }
    return `${name}: ${text}\r\n`;
  }).join("");
}

function toBody({ json, body = null }: RequestInput): Uint8Array | null {
  if (json !== undefined && body !== null) {
    throw new TypeError("it has both json and body: remove one");
  }
  if (json !== undefined) return encoder.encode(JSON.stringify(json));
  return typeof body === "string" ? encoder.encode(body) : body;
}
