/** Makes the bytes of a step's requests. */
import { Buffer } from "node:buffer";
import {
  compileJson,
  compileText,
  type Fill,
  type TemplateValues,
} from "../../lab/plan/template.ts";
import type { Auth, Scenario, Step } from "./scenario.ts";

const encoder = new TextEncoder();

/** Where a user's requests go, and the buffer that they reuse, as a user has one request at a time. */
export interface RequestTarget {
  /** Value of the header `host`. */
  readonly host: string;
  /** Line of the header `cookie` with its end; empty for none. */
  cookies: string;
  buffer: Uint8Array;
}

/**
 * Returns the bytes of a request, valid until the next call with the same target. Throws TypeError for a value that is
 * missing, or that a header cannot have; URIError for one that a path cannot have.
 */
export type WriteRequest = (
  values: TemplateValues,
  target: RequestTarget,
) => Uint8Array;

/** Compiles a step, with the headers of its scenario; `auth` is what the step uses. */
export function compileRequest(
  step: Step,
  scenario: Pick<Scenario, "headers">,
  auth: Auth | "none",
): WriteRequest {
  const { method } = step;
  const toPath = compileText(step.path, encodeURIComponent);
  const fields = compileText(
    toFields(step, scenario).map(([name, text]) => `${name}: ${text}\r\n`)
      .join(""),
    toHeaderValue,
  );
  const toAuth = compileAuth(auth);
  const toBody = compileBody(step);
  const sendsLength = toBody !== null || method !== "GET";
  return (values, target) => {
    const body = toBody === null ? "" : toBody(values);
    const head =
      `${method} ${toPath(values)} HTTP/1.1\r\nhost: ${target.host}` +
      `\r\n${target.cookies}${fields(values)}${toAuth(values)}` +
      (sendsLength ? `content-length: ${lengthOf(body)}\r\n\r\n` : "\r\n");
    return typeof body === "string"
      ? writeText(target, head, body)
      : writeBytes(target, head, body);
  };
}

function lengthOf(body: string | Uint8Array): number {
  return typeof body === "string" ? Buffer.byteLength(body) : body.length;
}

function writeText(
  target: RequestTarget,
  head: string,
  body: string,
): Uint8Array {
  // Bytes of UTF-8 are at most three times the characters.
  const buffer = withRoom(target, head.length + 3 * body.length);
  const { written } = encoder.encodeInto(head + body, buffer);
  return buffer.subarray(0, written);
}

function writeBytes(
  target: RequestTarget,
  head: string,
  body: Uint8Array,
): Uint8Array {
  // The head is ASCII.
  const length = head.length + body.length;
  const buffer = withRoom(target, length);
  encoder.encodeInto(head, buffer);
  buffer.set(body, head.length);
  return buffer.subarray(0, length);
}

function withRoom(target: RequestTarget, bytes: number): Uint8Array {
  if (target.buffer.length < bytes) target.buffer = new Uint8Array(2 * bytes);
  return target.buffer;
}

/** Returns all headers but the authentication; one of the step replaces that of the scenario. */
function toFields(
  step: Step,
  { headers }: Pick<Scenario, "headers">,
): (readonly [string, string])[] {
  const all = [
    ...toContentType(step),
    ...Object.entries(headers),
    ...Object.entries(step.headers),
  ].map(([name, text]) => [name.toLowerCase(), text] as const);
  return [...new Map(all)];
}

function toContentType({ json, form, body }: Step): [string, string][] {
  const type = (name: string): [string, string][] => [["content-type", name]];
  if (json !== null) return type("application/json");
  if (Object.keys(form).length > 0) {
    return type("application/x-www-form-urlencoded");
  }
  if (body === null) return [];
  return type(
    typeof body === "string"
      ? "text/plain; charset=utf-8"
      : "application/octet-stream",
  );
}

/** Null for a request without a body. */
function compileBody(
  { json, form, body }: Step,
): ((values: TemplateValues) => string | Uint8Array) | null {
  if (json !== null) return compileJson(json);
  if (typeof body === "string") return compileText(body);
  if (body !== null) return () => body;
  const pairs = Object.entries(form);
  if (pairs.length === 0) return null;
  const fills = pairs.map(([name, text]) => [name, compileText(text)] as const);
  return (values) =>
    new URLSearchParams(
      fills.map(([name, fill]) => [name, fill(values)]),
    ).toString();
}

function compileAuth(auth: Auth | "none"): Fill {
  if (auth === "none") return () => "";
  if ("bearer" in auth) {
    return compileText(
      `authorization: Bearer ${auth.bearer}\r\n`,
      toHeaderValue,
    );
  }
  const pair = compileText(`${auth.user}:${auth.password}`);
  return (values) =>
    `authorization: Basic ${encoder.encode(pair(values)).toBase64()}\r\n`;
}

/** Throws TypeError for a value that would end its header, as one from an answer may try. */
function toHeaderValue(value: string): string {
  if (/^[\t\x20-\x7e]*$/.test(value)) return value;
  throw new TypeError("a value for a header is not ASCII on one line");
}
