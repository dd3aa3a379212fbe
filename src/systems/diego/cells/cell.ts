/** A simulated cell: its room, its containers, and what of it the auctioneer is told. */
import { type Container, isStarting } from "./container.ts";
import { type Pool, toPool } from "./pool.ts";
import { rootFsProviders } from "./work.ts";

/** Capacity of a cell. */
export interface Room {
  readonly memoryMb: number;
  readonly diskMb: number;
  readonly containers: number;
}

export interface Cell {
  readonly name: string;
  readonly index: number;
  /** URL of its API. */
  readonly url: string;
  readonly zone: string;
  readonly room: Room;
  readonly containers: Map<string, Container>;
  /** Containers that it makes at once, and the places for them in this life. */
  readonly createPool: number;
  pool: Pool;
  usedMemoryMb: number;
  usedDiskMb: number;
  alive: boolean;
  /** Counts its lives: what was begun in an earlier one ends with it. */
  life: number;
  evacuating: boolean;
  /** Owner of its presence, another one in each life. */
  owner: string;
  /** Text of its state; null once something has changed. */
  stateText: string | null;
}

/** Returns a cell that is alive and empty. */
export function toCell(
  identity: Pick<
    Cell,
    "name" | "index" | "url" | "zone" | "room" | "createPool"
  >,
): Cell {
  return {
    ...identity,
    containers: new Map(),
    pool: toPool(identity.createPool),
    usedMemoryMb: 0,
    usedDiskMb: 0,
    alive: true,
    life: 1,
    evacuating: false,
    owner: crypto.randomUUID(),
    stateText: null,
  };
}

/** Whether there is room for one more container. */
export function hasRoom(
  { room, usedMemoryMb, usedDiskMb, containers }: Cell,
  { memoryMb, diskMb }: Pick<Container, "memoryMb" | "diskMb">,
): boolean {
  return usedMemoryMb + memoryMb <= room.memoryMb &&
    usedDiskMb + diskMb <= room.diskMb && containers.size < room.containers;
}

/** Takes a container in; its resources are set aside. */
export function addContainer(cell: Cell, container: Container): void {
  cell.containers.set(container.name, container);
  cell.usedMemoryMb += container.memoryMb;
  cell.usedDiskMb += container.diskMb;
  cell.stateText = null;
}

/** Removes a container; does nothing for one that is gone. */
export function deleteContainer(cell: Cell, container: Container): void {
  if (container.gone) return;
  container.gone = true;
  cell.containers.delete(container.name);
  cell.usedMemoryMb -= container.memoryMb;
  cell.usedDiskMb -= container.diskMb;
  cell.stateText = null;
}

/** Ends the life of a cell, with all that it holds. */
export function emptyCell(cell: Cell): void {
  for (const container of [...cell.containers.values()]) {
    deleteContainer(cell, container);
  }
  cell.life++;
  cell.pool = toPool(cell.createPool);
  cell.evacuating = false;
  cell.stateText = null;
}

/** Returns what a cell says of itself to Locket, as JSON. */
export function toPresence({ name, url, zone, room }: Cell): string {
  return JSON.stringify({
    cell_id: name,
    rep_address: url,
    zone,
    capacity: {
      memory_mb: room.memoryMb,
      disk_mb: room.diskMb,
      containers: room.containers,
    },
    rootfs_provider_list: Object.entries(rootFsProviders).map((
      [name, provider],
    ) => ({
      name,
      properties: "set" in provider ? Object.keys(provider.set) : [],
    })),
    placement_tags: [],
    optional_placement_tags: [],
    rep_url: url,
    annotations: {},
  });
}

/** Returns its state as the auctioneer asks for it, as JSON; made again only when something has changed. */
export function toStateText(cell: Cell): string {
  cell.stateText ??= JSON.stringify(toState(cell));
  return cell.stateText;
}

function toState(cell: Cell) {
  const { room, containers } = cell;
  const all = [...containers.values()];
  return {
    rep_url: cell.url,
    cell_id: cell.name,
    cell_index: cell.index,
    RootFSProviders: rootFsProviders,
    AvailableResources: {
      MemoryMB: room.memoryMb - cell.usedMemoryMb,
      DiskMB: room.diskMb - cell.usedDiskMb,
      Containers: room.containers - containers.size,
    },
    TotalResources: {
      MemoryMB: room.memoryMb,
      DiskMB: room.diskMb,
      Containers: room.containers,
    },
    LRPs: all.filter(({ lrp }) => lrp !== null).map((container) => ({
      ...container.work,
      instance_guid: container.name,
      state: toLrpState(container),
    })),
    Tasks: all.filter(({ lrp }) => lrp === null).map((container) => ({
      ...container.work,
      state: container.state === "completed" ? "Completed" : "Running",
      failed: container.reason !== "",
    })),
    StartingContainerCount: all.filter(isStarting).length,
    Zone: cell.zone,
    Evacuating: cell.evacuating,
    VolumeDrivers: [],
    PlacementTags: [],
    OptionalPlacementTags: [],
    ProxyMemoryAllocationMB: 0,
  };
}

function toLrpState({ state, reason }: Container): string {
  if (state === "running") return "RUNNING";
  if (state === "completed") return reason === "" ? "SHUTDOWN" : "CRASHED";
  return "CLAIMED";
}
