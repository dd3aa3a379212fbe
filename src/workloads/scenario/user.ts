/** A virtual user, who makes the journeys of a scenario one after the other. */
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../lab/clients/attempt.ts";
import type { Access } from "../../lab/clients/access.ts";
import type { Exchange } from "../../lab/clients/http_exchange.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import type { Json } from "../../lab/plan/template.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import type { stepCodes } from "../../record/mod.ts";
import type { Redact } from "../../lab/recording/redact.ts";
import type {
  CompiledFunction,
  CompiledScenario,
  CompiledStep,
} from "./compile_scenario.ts";
import { CookieJar } from "./cookie_jar.ts";
import type { DataRow } from "./data_rows.ts";
import { makeFunctionJourney } from "./function_journey.ts";
import { openExchange } from "./open_exchange.ts";
import { secretsOf } from "./secret_values.ts";
import type { RequestTarget } from "./step_request.ts";

/** Bytes of the buffer for requests at first; it grows. */
const BUFFER_BYTES = 1024;

/** Delay after a request that could not be made: without one, a user who makes none would never let others work. */
const REQUEST_FAILED_DELAY_MS = 50;

/** Codes of attempts that took no time. */
const withDelay: ReadonlySet<string> = new Set(
  ["request", "function"] satisfies (keyof typeof stepCodes)[],
);

const UNAUTHORISED = "401";

export interface UserOptions {
  readonly scenario: CompiledScenario;
  readonly operations: ScheduledOperations;
  /** Groups of its operations, by index of the kind. */
  readonly groups: readonly number[];
  readonly endpoint: Endpoint;
  readonly access: Access;
  /** Seconds. */
  readonly timeout: number;
  /** Values of its placeholders at first. */
  readonly values: Readonly<Record<string, Json>>;
  /** Returns the row of values that a journey begins with; null where it keeps those that it has. */
  readonly row: (visit: number) => DataRow | null;
  /** Its number. */
  readonly index: number;
  /** Removes secrets from texts for the record. */
  readonly redact: Redact;
  /** Returns numbers in [0, 1). */
  readonly random: () => number;
}

/** Keeps one connection, cookies, and the values that it took from answers. */
export class User implements Disposable {
  readonly #options: UserOptions;
  readonly #exchange: Exchange;
  readonly #target: RequestTarget;
  readonly #values: Map<string, Json>;
  readonly #cookies = new CookieJar();
  /** Whether the steps `once` are made. */
  #ready = false;
  #visits = 0;
  #requests = 0;

  constructor(options: UserOptions) {
    const { endpoint, access, timeout, values } = options;
    const { host, port } = endpoint;
    this.#options = options;
    this.#exchange = openExchange(endpoint, { timeout, access });
    this.#values = new Map(Object.entries(values));
    this.#target = {
      host: `${host.includes(":") ? `[${host}]` : host}:${port}`,
      cookies: "",
      buffer: new Uint8Array(BUFFER_BYTES),
    };
  }

  /**
   * Makes a journey, after the steps `once` if they are still to be made. The first step is due at a time in ms of
   * `performance.now()`, each other one when the one before has its answer and the user has thought. Returns the last
   * attempt: a step that was not ok ends the journey.
   */
  async visit(due: number): Promise<Attempt> {
    const { scenario, random, operations: { pacer } } = this.#options;
    const visit = this.#visits++;
    this.#values.set("visit", visit);
    const row = this.#options.row(visit);
    if (row !== null) {
      for (const [name, value] of Object.entries(row)) {
        this.#values.set(name, value);
      }
    }
    const once = this.#ready ? [] : scenario.once;
    const { steps, run } = scenario.choose(random());
    let attempt = await this.#makeAll(once, due);
    // A journey that was due before the stop is recorded after it.
    const goesOn = once.length === 0 || !pacer.stopped;
    if (attempt.outcome === "ok" && goesOn) {
      this.#ready = true;
      const from = once.length === 0 ? due : performance.now();
      attempt = run === null
        ? await this.#makeAll(steps, from)
        : await this.#run(run, from);
    }
    if (attempt.code === UNAUTHORISED) this.#ready = false;
    if (withDelay.has(attempt.code)) {
      await pacer.sleep(REQUEST_FAILED_DELAY_MS);
    }
    return attempt;
  }

  /** Makes steps up to the first that is not ok; the first one is due at `due`. Returns the last attempt. */
  async #makeAll(
    steps: readonly CompiledStep[],
    due: number,
  ): Promise<Attempt> {
    let attempt = successful(0);
    for (const [i, step] of steps.entries()) {
      attempt = await this.#make(step, i === 0 ? due : performance.now());
      if (attempt.outcome !== "ok") break;
      // Without a pause there is nothing to wait for.
      if (step.think.max > 0) await this.#think(step);
      if (this.#options.operations.pacer.stopped) break;
    }
    return attempt;
  }

  #run(compiled: CompiledFunction, due: number): Promise<Attempt> {
    const { operations, groups, index, timeout, random } = this.#options;
    return makeFunctionJourney(compiled, due, {
      ...{ operations, groups, timeout, random, user: index },
      visit: this.#visits - 1,
      values: Object.fromEntries(this.#values),
      nextNumber: () => this.#requests++,
      exchange: this.#exchange,
      target: this.#target,
      takeCookies: (cookies) => this.#takeCookies(cookies),
      redact: (text) =>
        this.#options.redact(text, [
          ...secretsOf(this.#values),
          ...this.#cookies.values,
        ]),
    });
  }

  #make(step: CompiledStep, due: number): Promise<Attempt> {
    const { operations, groups } = this.#options;
    const group = groups[step.index] ?? 0;
    return operations.make(
      { group, number: this.#requests++, due },
      () => this.#send(step),
    );
  }

  #send({ write, judge }: CompiledStep): Promise<Attempt> {
    let request: Uint8Array;
    try {
      request = write(this.#values, this.#target);
    } catch (error) {
      return Promise.resolve(unsuccessful(
        "failed",
        `the request could not be made as ${(error as Error).message}`,
        "request" satisfies keyof typeof stepCodes,
      ));
    }
    return this.#exchange.send(request, (response) => {
      this.#takeCookies(response.cookies);
      return judge(response, this.#values, () => this.#cookies.values);
    });
  }

  #takeCookies(cookies: readonly string[]): void {
    if (cookies.length === 0) return;
    this.#cookies.take(cookies);
    this.#target.cookies = this.#cookies.line;
  }

  async #think({ think: { min, max } }: CompiledStep): Promise<void> {
    const { random, operations: { pacer } } = this.#options;
    await pacer.sleep(1000 * (min + (max - min) * random()));
  }

  [Symbol.dispose](): void {
    this.#exchange.close();
  }
}
