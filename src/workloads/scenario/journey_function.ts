/** What a journey as a function gets and returns: what its author writes against. */
import type { Json } from "../../lab/plan/template.ts";

/** A request of a journey's function; its texts are sent as they are, without placeholders. */
export interface RequestInput {
  /** @default {"GET"} */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Begins with `/`: ASCII without spaces. */
  readonly path: string;
  /** @default {{}} */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body as JSON. @default {null} none */
  readonly json?: Json;
  /** Body as it is sent. @default {null} none */
  readonly body?: string | Uint8Array | null;
  /** Status of success, or several. @default {[]} 200 to 299 */
  readonly status?: number | readonly number[];
  /** Returns what is wrong with an answer, which makes the operation `failed`; empty for nothing. @default {() => ""} */
  readonly check?: (answer: Answer) => string;
}

/** Answer to a request. */
export interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** Returns the body as text. */
  text(): string;
  /** Returns the body as JSON. Throws SyntaxError if it is none. */
  json(): Json;
}

/** What the function of a journey can do. Await each call before the next one, as a user has one connection. */
export interface Journey {
  /** Number of the user, from 0. */
  readonly user: number;
  /** Number of this journey of the user, from 0. */
  readonly visit: number;
  /** Settings, secrets, and the user's row of `data` for this journey. */
  readonly values: Readonly<Record<string, Json>>;
  /** Where the user's node is: `127.0.0.1:8080`. */
  readonly host: string;
  /** Returns numbers in [0, 1), from the seed of the run. */
  random(): number;
  /** Thinks for some seconds, 0 to 3600. Throws RangeError for another number. */
  sleep(seconds: number): Promise<void>;
  /**
   * Sends a request on the user's connection, with its cookies: an operation of kind `name`, which ends with the answer or
   * the timeout. Throws OperationError if it is not ok, and TypeError for a request that cannot be sent.
   */
  request(name: string, request: RequestInput): Promise<Answer>;
  /**
   * Does whatever `act` awaits: an operation of kind `name`, for protocols other than HTTP. It fails if `act` throws, and at
   * the timeout, which aborts the signal. Throws OperationError if it is not ok.
   */
  operation<Result>(
    name: string,
    act: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>;
}

/** A journey as a function, run in the load threads. What it throws fails the journey. */
export type JourneyFunction = (journey: Journey) => Promise<void>;
