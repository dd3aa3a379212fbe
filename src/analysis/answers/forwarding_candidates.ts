/** Forwarders with their verdicts on the attributes that are required. */
import type { AttributeCell } from "../forwarding/attribute_cells.ts";
import { HARNESS } from "../forwarding/throughput_lines.ts";
import type { ForwardingAttribute } from "../forwarding/verdicts/attributes.ts";

/** Attributes of the requirement, in its order. */
export const requiredAttributes = [
  "back-pressure",
  "buffer-cap",
  "throughput",
  "fan-out",
  "sink-cluster",
] as const satisfies readonly ForwardingAttribute[];

/** Sinks to which all lines must go. */
export const REQUIRED_SINKS = 3;

/** A forwarder with its verdicts on the required attributes. */
export interface Candidate {
  readonly system: string;
  readonly cells: readonly AttributeCell[];
  readonly passed: number;
  readonly withLoss: number;
  readonly unknown: number;
}

/** The harness alone is no candidate, and neither is the relay that comes with it. */
export const ownSystems: ReadonlySet<string> = new Set([HARNESS, "embedded"]);

/** Returns the forwarders with a verdict on some required attribute, the best first. */
export function toCandidates(cells: readonly AttributeCell[]): Candidate[] {
  const groups = Map.groupBy(
    cells.filter(({ system }) => !ownSystems.has(system)),
    ({ system }) => system,
  );
  return [...groups].map(([system, own]) => {
    const cells = requiredAttributes.map((attribute) => cellOf(own, attribute));
    const count = (wanted: readonly AttributeCell["kind"][]) =>
      cells.filter((cell) => cell !== null && wanted.includes(cell.kind))
        .length;
    return {
      ...{ system, cells: cells.flatMap((cell) => cell ?? []) },
      passed: count(["pass"]),
      withLoss: count(["pass with loss"]),
      unknown: requiredAttributes.length -
        count(["pass", "pass with loss", "fail", "not supported"]),
    };
  }).filter(({ unknown }) => unknown < requiredAttributes.length)
    .toSorted((a, b) =>
      b.passed - a.passed || b.withLoss - a.withLoss || a.unknown - b.unknown
    );
}

/** Returns the cell of an attribute; of throughput that of three sinks, else that of the most. */
function cellOf(
  cells: readonly AttributeCell[],
  attribute: ForwardingAttribute,
): AttributeCell | null {
  const own = cells.filter((cell) => cell.attribute === attribute);
  return own.find(({ variant }) => variant === `${REQUIRED_SINKS} sinks`) ??
    own.at(-1) ?? null;
}
