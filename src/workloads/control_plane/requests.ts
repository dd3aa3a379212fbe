/** Records the requests of a load thread, each as an operation of its kind. */
import type { Attempt } from "../../lab/clients/attempt.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import type { OperationKind } from "../../record/mod.ts";
import type { Answer } from "../../systems/control_plane/control_plane.ts";

/** Makes and records requests. */
export interface Requests {
  /** Makes a request that was due, now by default, in ms of `performance.now()`. Never throws. */
  send<T>(
    kind: OperationKind,
    act: () => Promise<Answer<T>>,
    due?: number,
  ): Promise<Answer<T>>;
  /** Records an operation of its own number, such as that of an instance. */
  record(
    kind: OperationKind,
    number: number,
    due: number,
    act: () => Promise<Attempt>,
  ): Promise<Attempt>;
}

/** The operations of a thread have ids of their own: its name, the kind and a number. */
export function toRequests(
  operations: ScheduledOperations,
  { thread, subject }: { readonly thread: string; readonly subject: string },
): Requests {
  const groups = new Map<
    OperationKind,
    { readonly group: number; count: number }
  >();
  const groupOf = (kind: OperationKind) => {
    const known = groups.get(kind);
    if (known) return known;
    const id = `${thread}-${kind}`;
    const made = {
      group: operations.addGroup({ id, kind, subject, worker: thread }),
      count: 0,
    };
    groups.set(kind, made);
    return made;
  };
  return {
    async send<T>(
      kind: OperationKind,
      act: () => Promise<Answer<T>>,
      due = performance.now(),
    ) {
      const group = groupOf(kind);
      const operation = { group: group.group, number: group.count++, due };
      const answers: Answer<T>[] = [];
      const attempt = await operations.make(operation, async () => {
        const answer = await act();
        answers.push(answer);
        return answer;
      });
      // One that was due before the stop and not sent has no answer.
      return answers[0] ?? { ...attempt, value: null };
    },
    record: (kind, number, due, act) =>
      operations.make({ group: groupOf(kind).group, number, due }, act),
  };
}
