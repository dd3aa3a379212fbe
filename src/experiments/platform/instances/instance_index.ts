/**
 * Finds instances by number where the platform counts them, else by name: events come by the million, and to look up a name
 * takes longer than all else that is done with one.
 */
import type { InstanceEvent } from "../../../systems/platform/platform.ts";
import type { TrackedInstance } from "./tracked_instance.ts";

/** What names an instance. */
export type InstanceKey = Pick<InstanceEvent, "app" | "index" | "number">;

export interface InstanceIndex {
  /** Returns undefined for one that was not added. */
  find(key: InstanceKey): TrackedInstance | undefined;
  add(key: InstanceKey, instance: TrackedInstance): void;
  /** Removes the instances of an application from an index on, and returns them. */
  drop(app: string, from: number): readonly TrackedInstance[];
  /** By application, in the order in which they were first seen. */
  all(): Iterable<TrackedInstance>;
}

export function toInstanceIndex(): InstanceIndex {
  /** An index of which there was no event is empty. */
  const byName = new Map<string, (TrackedInstance | undefined)[]>();
  const byNumber: (TrackedInstance | undefined)[] = [];

  const count = (number: number | null, instance: TrackedInstance) => {
    if (number === null) return;
    // With large gaps it would be a list by name as well.
    while (byNumber.length < number) byNumber.push(undefined);
    byNumber[number] = instance;
  };

  return {
    find({ app, index, number }) {
      const counted = number === null ? undefined : byNumber[number];
      if (counted) return counted;
      const named = byName.get(app)?.[index];
      // One that is pushed again has its name from before.
      if (named) count(number, named);
      return named;
    },
    add({ app, index, number }, instance) {
      const own = byName.get(app) ?? [];
      byName.set(app, own);
      own[index] = instance;
      count(number, instance);
    },
    drop(app, from) {
      const gone = new Set(
        (byName.get(app)?.splice(from) ?? [])
          .filter((instance) => instance !== undefined),
      );
      for (const [number, instance] of byNumber.entries()) {
        if (instance && gone.has(instance)) byNumber[number] = undefined;
      }
      return [...gone];
    },
    *all() {
      for (const own of byName.values()) {
        for (const instance of own) if (instance) yield instance;
      }
    },
  };
}
