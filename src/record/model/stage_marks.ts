/** Parts of the stage models: marks, names of entities, and what models have in common. */
import type { KeyAlias, StageMark } from "./stage_model.ts";

/** Creates the mark of a stage that any of these messages tells. */
export function mark(stage: string, ...messages: readonly string[]): StageMark {
  return { stage, messages, where: null, shared: false };
}

/** Creates the mark of a stage that any of these messages tells where a field has a text. */
export function markWhere(
  stage: string,
  where: StageMark["where"],
  ...messages: readonly string[]
): StageMark {
  return { stage, messages, where, shared: false };
}

/** Returns the mark of a stage that lines of any container tell. */
export function shared(mark: StageMark): StageMark {
  return { ...mark, shared: true };
}

/** Returns names of one field each, tried in order. */
export function fields(...paths: readonly string[]): KeyAlias[] {
  return paths.map((path) => ({ paths: [path], take: "all" }));
}

/** Returns names of one field each, of which only a UUID at the end counts. */
export function guids(...paths: readonly string[]): KeyAlias[] {
  return paths.map((path) => ({ paths: [path], take: "uuid" }));
}

/** Returns the name that process and index of an instance make. */
export function indexed(process: string, index: string): KeyAlias {
  return { paths: [process, index], take: "all" };
}

/** Names of an instance. */
export const instanceKeys: readonly KeyAlias[] = guids(
  "instance-guid",
  "instance_guid",
  "instance_key.instance_guid",
  "actual_lrp_instance_key.instance_guid",
  "actual_lrp_instance-key.instance_guid",
  "container-guid",
  "container_guid",
  "container.guid",
  "guid",
  "handle",
  "allocation-request.Guid",
);

/** Names of the place of an instance among those of its application. */
export const processLinks: readonly KeyAlias[] = [
  indexed("key.process_guid", "key.index"),
  indexed("actual_lrp_key.process_guid", "actual_lrp_key.index"),
  indexed("actual-lrp.process_guid", "actual-lrp.index"),
  indexed(
    "allocation-request.Tags.process-guid",
    "allocation-request.Tags.process-index",
  ),
  indexed("process_guid", "index"),
  indexed("process-guid", "index"),
];

/** What most models of lager lines have in common. */
export const lagerLines = {
  lines: "lager",
  prefix: "",
  keyPart: null,
  links: [],
  subjects: [],
  scope: "log",
} as const;
