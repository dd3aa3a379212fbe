/** Entry of the Deno worker that sends the lines of one stream in an open loop: each batch when it is due. */
import {
  type LineSchedule,
  maxBatchLines,
  toBatchDue,
  toLineBatch,
} from "../../lab/lines/line_schedule.ts";
import { lineShapes } from "../../lab/lines/line_shape.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { serveLoad } from "../../lab/load/worker_entry.ts";
import { toEpoch } from "../../lab/timing/wall_clock.ts";
import { LineSender } from "./line_sender.ts";
import type { LinesPlan, SentStream } from "./lines_plan.ts";
import { SendCounter } from "./send_counters.ts";

async function driveStream(
  plan: LinesPlan,
  operations: ScheduledOperations,
  thread: number,
): Promise<SentStream> {
  const stream = thread + 1;
  const begin = performance.now();
  const schedule: LineSchedule = {
    begin: toEpoch(begin),
    rate: plan.rate / plan.streams,
    period: plan.period,
  };
  const lanes = plan.inputs.map((_, input) =>
    new Lane(plan, { operations, schedule, begin, stream, input })
  );
  for (let batch = 0;; batch++) {
    const due = begin + batch * plan.period * 1000;
    if (!await operations.until(due)) break;
    operations.arrive(performance.now() - due);
    for (const lane of lanes) lane.offer(batch);
  }
  return {
    stream,
    schedule,
    inputs: await Promise.all(lanes.map((lane) => lane.end())),
  };
}

interface LaneOptions {
  readonly operations: ScheduledOperations;
  readonly schedule: LineSchedule;
  /** When the first batch is due, in milliseconds of `performance.now()`. */
  readonly begin: number;
  readonly stream: number;
  /** Index among the inputs of the plan. */
  readonly input: number;
}

/** A stream's way to one input: its batches go one after the other, however late, and wait for no other way. */
class Lane {
  readonly #options: LaneOptions;
  readonly #input: string;
  readonly #sender: LineSender;
  readonly #group: number;
  #next = 0;
  /** Batches that are due. */
  #due = 0;
  #sending: Promise<void> | null = null;

  constructor(plan: LinesPlan, options: LaneOptions) {
    const { schedule, stream, input: index } = options;
    const { shape, metrics, timeout, counters, inputs } = plan;
    const input = inputs[index];
    if (!input) {
      throw new TypeError(`Cannot send lines as input ${index} is none`);
    }
    this.#options = options;
    this.#input = input.name;
    this.#sender = new LineSender({
      ...{ input, timeout, stream, metrics, shape: lineShapes[shape] },
      batchLines: maxBatchLines(schedule),
      counter: new SendCounter(counters, (stream - 1) * inputs.length + index),
    });
    this.#group = options.operations.addGroup({
      id: `send-${stream}-${index + 1}`,
      kind: "send",
      subject: input.name,
      worker: `stream-${stream}`,
    });
  }

  /** Sends a batch after those before it. */
  offer(batch: number): void {
    this.#due = batch + 1;
    this.#sending ??= this.#sendDue().finally(() => this.#sending = null);
  }

  /** Waits until no batch is left. */
  async end() {
    await this.#sending;
    const { sent, perhaps } = this.#sender;
    this.#sender[Symbol.dispose]();
    return { input: this.#input, sent, perhaps };
  }

  async #sendDue(): Promise<void> {
    const { operations, schedule, begin } = this.#options;
    while (this.#next < this.#due) {
      const number = this.#next++;
      const lines = toLineBatch(schedule, number);
      if (lines.count === 0) continue;
      await operations.make({
        ...{ group: this.#group, number },
        due: begin + number * schedule.period * 1000,
      }, () =>
        this.#sender.send({
          ...lines,
          due: Math.floor(toBatchDue(schedule, number)),
        }));
    }
  }
}

serveLoad(driveStream);
