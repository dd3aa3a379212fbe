/**
 * Makes the journeys of a function: each of its operations is timed and recorded, and it is left behind when it throws,
 * never ends, or makes no operation.
 */
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../lab/clients/attempt.ts";
import type { Exchange } from "../../lab/clients/http_exchange.ts";
import { RequestTimeout } from "../../lab/clients/request_timeout.ts";
import { REFUSED_DELAY_MS } from "../../lab/load/drive_loop.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import type { Redact } from "../../lab/recording/redact.ts";
import type { stepCodes } from "../../record/mod.ts";
import type { CompiledFunction } from "./compile_scenario.ts";
import { judgeAnswer, toAnswer, toText } from "./function_answer.ts";
import { toRequestBytes } from "./function_request.ts";
import type { Answer, Journey, RequestInput } from "./journey_function.ts";
import { MAX_THINK_S } from "./scenario.ts";
import type { RequestTarget } from "./step_request.ts";

const REQUEST = "request" satisfies keyof typeof stepCodes;
const FUNCTION = "function" satisfies keyof typeof stepCodes;

/** An operation was not ok; what its journey gets. */
class OperationError extends Error {
  override readonly name = "OperationError";
  readonly attempt: Attempt;

  constructor(kind: string, attempt: Attempt) {
    super(`${kind} was ${attempt.outcome}: ${attempt.error}`);
    this.attempt = attempt;
  }
}

/** What a journey has of its user. */
export interface JourneyOptions extends
  Pick<
    Journey,
    "user" | "visit" | "values" | "random"
  > {
  readonly operations: ScheduledOperations;
  /** Groups of the user's operations, by index of the kind. */
  readonly groups: readonly number[];
  /** Returns the number of the user's next operation. */
  readonly nextNumber: () => number;
  readonly exchange: Exchange;
  readonly target: RequestTarget;
  /** Takes the cookies of an answer. */
  readonly takeCookies: (cookies: readonly string[]) => void;
  /** Seconds that an operation may take, and that the function may do something else. */
  readonly timeout: number;
  /** Removes secrets from a text for the record. */
  readonly redact: Redact;
}

/**
 * Makes one journey, whose first operation is due at a time in ms of `performance.now()`. Returns the last attempt; never
 * throws. What goes wrong outside of an operation is recorded under the name of the journey.
 */
export function makeFunctionJourney(
  compiled: CompiledFunction,
  due: number,
  options: JourneyOptions,
): Promise<Attempt> {
  return new FunctionJourney(compiled, due, options).make();
}

class FunctionJourney {
  readonly #compiled: CompiledFunction;
  readonly #options: JourneyOptions;
  /** Ends a function that awaits nothing of ours. */
  readonly #idle: RequestTimeout;
  readonly #ending = Promise.withResolvers<Attempt>();
  /** When the next operation is due; null for now. */
  #due: number | null;
  #last = successful(0);
  #inFlight: Promise<unknown> = Promise.resolve();
  #made = 0;
  #busy = false;
  #over = false;

  constructor(
    compiled: CompiledFunction,
    due: number,
    options: JourneyOptions,
  ) {
    this.#compiled = compiled;
    this.#options = options;
    this.#due = due;
    const { timeout } = options;
    this.#idle = new RequestTimeout(
      timeout,
      () =>
        this.#ending.resolve(this.#fail(
          `the function has made no operation for ${timeout} s: await what it does by journey.operation()`,
          "timeout",
        )),
    );
  }

  async make(): Promise<Attempt> {
    const { operations: { pacer } } = this.#options;
    if (pacer.stopped) return await this.#record(this.#first(), NEVER_MADE);
    this.#idle.start();
    const attempt = await Promise.race([this.#run(), this.#ending.promise]);
    this.#over = true;
    this.#idle.close();
    // The user's connection must be free for the next journey.
    await this.#inFlight;
    return attempt;
  }

  async #run(): Promise<Attempt> {
    try {
      await this.#compiled.run(this.#toJourney());
    } catch (error) {
      if (error instanceof OperationError) return error.attempt;
      return this.#over ? this.#last : await this.#fail(
        `the function threw ${toText(error)}`,
      );
    }
    if (this.#over || this.#made > 0) return this.#last;
    return await this.#fail("the function made no operation");
  }

  #toJourney(): Journey {
    const { user, visit, values, random, target, operations } = this.#options;
    return {
      ...{ user, visit, values, random, host: target.host },
      sleep: async (seconds) => {
        // A timer would take any other number for none.
        if (!(seconds >= 0 && seconds <= MAX_THINK_S)) {
          throw new RangeError(
            `cannot sleep for ${seconds} s: use 0 to ${MAX_THINK_S}`,
          );
        }
        // Thinking is no part of the latency of what follows.
        this.#due = null;
        await this.#await(() => operations.pacer.sleep(1000 * seconds));
      },
      request: (name, request) => this.#request(name, request),
      operation: (name, act) => this.#operation(name, act),
    };
  }

  #request(name: string, request: RequestInput): Promise<Answer> {
    const { exchange, target, takeCookies, redact } = this.#options;
    let answer: Answer | null = null;
    return this.#make(name, async () => {
      let bytes: Uint8Array;
      try {
        bytes = toRequestBytes(request, target);
      } catch (error) {
        return unsuccessful(
          "failed",
          redact(`the request could not be made as ${toText(error)}`),
          REQUEST,
        );
      }
      return await exchange.send(bytes, ({ status, body, cookies }) => {
        takeCookies(cookies);
        answer = toAnswer(status, body);
        return judgeAnswer(answer, request, redact);
      });
    }, () => answer!);
  }

  #operation<Result>(
    name: string,
    act: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const { timeout, redact } = this.#options;
    let result: { readonly value: Result } | null = null;
    return this.#make(name, async () => {
      const abort = new AbortController();
      const late = Promise.withResolvers<Attempt>();
      const timer = setTimeout(() => {
        late.resolve(unsuccessful("timeout", `no end in ${timeout} s`));
        abort.abort();
      }, 1000 * timeout);
      const acting = async () => {
        try {
          result = { value: await act(abort.signal) };
          return successful(0);
        } catch (error) {
          return unsuccessful("failed", redact(toText(error)), FUNCTION);
        }
      };
      const attempt = await Promise.race([acting(), late.promise]);
      clearTimeout(timer);
      return attempt;
    }, () => result!.value);
  }

  /** Makes an operation and returns what it has, once `act` was ok. */
  async #make<Result>(
    name: string,
    act: () => Promise<Attempt>,
    toResult: () => Result,
  ): Promise<Result> {
    const index = this.#compiled.operations.get(name);
    if (index === undefined) {
      throw new TypeError(
        `'${name}' is no operation of the journey: add it to its operations`,
      );
    }
    if (this.#busy) {
      throw new TypeError(
        `'${name}' begins before the last operation has ended: await that first`,
      );
    }
    this.#busy = true;
    const attempt = await this.#await(() => {
      const recorded = this.#record(index, act);
      this.#inFlight = recorded;
      return recorded;
    });
    this.#busy = false;
    if (attempt.outcome === "ok") return toResult();
    if (attempt.outcome === "refused") {
      await this.#await(() =>
        this.#options.operations.pacer.sleep(REFUSED_DELAY_MS)
      );
    }
    throw new OperationError(name, attempt);
  }

  /** Awaits something of ours, without a limit of its own. A function that was left behind waits for ever, and is freed. */
  async #await<Result>(act: () => Promise<Result>): Promise<Result> {
    const { pacer } = this.#options.operations;
    if (this.#over || this.#isStopped()) {
      this.#ending.resolve(this.#last);
      return await new Promise(() => {});
    }
    this.#idle.clear();
    const result = await act();
    // One that never waits for anything must let others go on.
    await pacer.until(performance.now());
    if (this.#over || this.#isStopped()) {
      this.#ending.resolve(this.#last);
      return await new Promise(() => {});
    }
    this.#idle.start();
    return result;
  }

  /** After the stop nothing begins; what was due before it is recorded. */
  #isStopped(): boolean {
    return this.#due === null && this.#options.operations.pacer.stopped;
  }

  async #record(
    index: number,
    act: () => Promise<Attempt>,
  ): Promise<Attempt> {
    const { operations, groups, nextNumber } = this.#options;
    const due = this.#due ?? performance.now();
    this.#due = null;
    this.#made++;
    this.#last = await operations.make(
      { group: groups[index] ?? 0, number: nextNumber(), due },
      act,
    );
    return this.#last;
  }

  /** Records what is wrong with the function itself, and ends the journey. */
  #fail(
    text: string,
    outcome: "failed" | "timeout" = "failed",
  ): Promise<Attempt> {
    this.#over = true;
    if (this.#options.operations.pacer.stopped) {
      return Promise.resolve(this.#last);
    }
    const attempt = unsuccessful(outcome, this.#options.redact(text), FUNCTION);
    return this.#record(
      this.#compiled.index,
      () => Promise.resolve(attempt),
    );
  }

  /** Index of the first operation that it declares. */
  #first(): number {
    const [index = this.#compiled.index] = this.#compiled.operations.values();
    return index;
  }
}

/** Never called: a journey that is due after the stop is recorded without it. */
const NEVER_MADE = () => Promise.resolve(successful(0));
