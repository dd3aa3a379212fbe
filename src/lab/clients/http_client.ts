/**
 * A client of a key-value node that speaks HTTP/1.1.
 *
 * Not a library: at 25 connections on one machine, requests a second of its own processor time were, beside hey's 1, 2.2 for
 * a plain socket, 0.75 for node:http, 0.6 for undici and 0.5 for fetch; and a library that tries again by itself, or keeps
 * several connections, cannot say what became of one attempt.
 */
import { type Attempt, Attempts, unsuccessful } from "./attempt.ts";
import type { Client, ClientOptions, Expected } from "./client.ts";
import type { Endpoint, HttpClientSpec, HttpRequest } from "../system/client_spec.ts";
import { judgeBase64, judgeValue } from "./expected_value.ts";
import { type HttpAnswer, HttpAnswerReader } from "./http_response.ts";
import { toRequestWriter } from "./http_request.ts";
import { Link } from "./reconnecting_connection.ts";

const NONE = new Uint8Array();

/** Keeps one connection; makes another after an error, and when the server has closed it. */
export class HttpClient implements Client {
  readonly #spec: HttpClientSpec;
  readonly #writePut: ReturnType<typeof toRequestWriter>;
  readonly #writeGet: ReturnType<typeof toRequestWriter>;
  readonly #link: Link<HttpAnswer>;
  readonly #attempts: Attempts;

  /** Throws TypeError for a request that cannot be made. */
  constructor(
    spec: HttpClientSpec,
    endpoint: Endpoint,
    { timeout }: ClientOptions,
  ) {
    this.#spec = spec;
    this.#writePut = toRequestWriter(spec.put, endpoint);
    this.#writeGet = toRequestWriter(spec.get, endpoint);
    this.#link = new Link(endpoint, () => new HttpAnswerReader());
    this.#attempts = new Attempts(timeout, (reason) => this.#link.drop(reason));
  }

  put(key: string, value: Uint8Array): Promise<Attempt> {
    const { put } = this.#spec;
    return this.#send(
      this.#writePut(key, value),
      (answer) => judge(answer, put, value.length),
    );
  }

  get(key: string, expected: Expected | null): Promise<Attempt> {
    const { get, found } = this.#spec;
    return this.#send(this.#writeGet(key, NONE), (answer) => {
      const { body } = answer;
      const attempt = judge(answer, get, expected?.size ?? body.length);
      if (attempt.outcome !== "ok" || expected === null) return attempt;
      const judgeFound = found === "value" ? judgeValue : judgeBase64;
      const fault = judgeFound(body, expected);
      return fault === "" ? attempt : unsuccessful("miss", fault);
    });
  }

  close(): void {
    this.#attempts.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #send(
    request: Uint8Array,
    judge: (answer: HttpAnswer) => Attempt,
  ): Promise<Attempt> {
    return this.#attempts.make(() =>
      this.#link.send(request, (answer) => {
        if (!answer.reusable) this.#link.drop();
        return judge(answer);
      })
    );
  }
}

function judge(
  { status, body }: HttpAnswer,
  { ok, degraded, miss }: HttpRequest,
  bytes: number,
): Attempt {
  if (ok.includes(status)) return { outcome: "ok", error: "", bytes };
  const text = `${status} ${toMessage(body)}`;
  if (degraded.includes(status)) {
    return { ...unsuccessful("degraded", text), bytes };
  }
  if (miss.includes(status)) return unsuccessful("miss", text);
  return unsuccessful(status === 429 ? "rejected" : "failed", text);
}

/** Bytes of an error that are looked at. */
const MOST_MESSAGE = 1024;

/** What a body says of an error: the text of its field `error` or `message` if it is JSON, else its beginning. */
function toMessage(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, MOST_MESSAGE));
  try {
    const { error, message } = JSON.parse(text);
    return [error, message].find((found) => typeof found === "string") ?? text;
  } catch {
    return text;
  }
}
