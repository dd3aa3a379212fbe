/** What is asked of a metric forwarder: each attribute with its question, its proof and what passes, in words. */

/** Lines a second that the requirement asks for: ten million a minute. */
export const REQUIRED_LINE_RATE = 10e6 / 60;

/** The same in whole lines, as a rate is asked for. */
export const REQUIRED_WHOLE_RATE = Math.ceil(REQUIRED_LINE_RATE);

/** An attribute in the words of a report. */
export interface AttributeWords {
  readonly label: string;
  readonly question: string;
  /** What must have happened, so that the run says anything. */
  readonly proof: string;
  readonly passes: string;
}

/** All attributes, in the order of tables. */
export const forwardingAttributes = {
  "back-pressure": {
    label: "Back pressure",
    question: "Are lines kept on disk while a sink is away?",
    proof: "the sink was away, and the buffer on disk grew",
    passes: "no line is lost at any sink, and the buffer drains",
  },
  "buffer-cap": {
    label: "Buffer cap",
    question: "Does the buffer keep to its size?",
    proof: "the buffer reached 80 % of its cap, or lines were dropped",
    passes:
      "it stays below 125 % of its cap, what waited drains, and the other sinks do not suffer (see fan-out)",
  },
  "disk-full": {
    label: "Disk full",
    question: "Does it live on when the disk under its buffer is full?",
    proof: "the disk was full, or lines were dropped when it nearly was",
    passes:
      "it lives, what waited drains, and the other sinks do not suffer (see fan-out)",
  },
  throughput: {
    label: "Throughput",
    question: "Does it carry ten million lines a minute?",
    proof: "none",
    passes:
      "nothing is lost, p99 is at most 1 s, and the sender is held up for at most 1 s at once and a tenth of the time",
  },
  "fan-out": {
    label: "Fan-out",
    question: "Do the other sinks suffer when one is away?",
    proof: "the sink was away",
    passes:
      "the others get every line, their worst second is half that before or more (the median of times as long as that before), and p99 stays at most 1 s, or twice that before",
  },
  "sink-cluster": {
    label: "Sink cluster",
    question: "Do the other sinks of a cluster take the share of a dead one?",
    proof:
      "lines of its share went to the others; with all of them dead, lines waited",
    passes:
      "every line reaches some sink, and the others do not suffer (see fan-out)",
  },
  restart: {
    label: "Restart",
    question: "Does the buffer survive the end of the forwarder?",
    proof: "lines were waiting when it was stopped",
    passes: "no line is lost",
  },
  fidelity: {
    label: "Fidelity",
    question: "Do odd lines arrive as they were sent?",
    proof: "none",
    passes: "every line arrives once, byte by byte",
  },
  chain: {
    label: "Chain",
    question: "Does every line pass several forwarders?",
    proof: "none",
    passes: "every line reaches the last sink",
  },
} as const satisfies Readonly<Record<string, AttributeWords>>;

/** Name of an attribute. */
export type ForwardingAttribute = keyof typeof forwardingAttributes;

/** Returns true for the name of an attribute. */
export function isAttribute(name: string): name is ForwardingAttribute {
  return Object.hasOwn(forwardingAttributes, name);
}
