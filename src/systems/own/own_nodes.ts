/** The started nodes of a user's own system. */
import type { Access } from "../../lab/clients/access.ts";
import type { NodeGroup } from "../../lab/system/system_under_test.ts";

/** Nodes, and how they are reached. */
export interface OwnNodes extends NodeGroup {
  readonly access: Access;
}
