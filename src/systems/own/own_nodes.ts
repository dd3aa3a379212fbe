/** The started nodes of a user's own system. */
import type { NodeGroup } from "../../lab/system/system_under_test.ts";
import type { NodeAccess } from "./node_access.ts";

/** Nodes, and how they are reached. */
export interface OwnNodes extends NodeGroup, NodeAccess {}
