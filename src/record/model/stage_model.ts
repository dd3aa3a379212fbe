/** Types of the stage models of `stage_models.ts`. */

/** Moment at which a stage is reached, and the log lines that tell it. */
export interface StageMark {
  /** Name in the column `stage`. */
  readonly stage: string;
  /**
   * Messages that tell it, of old and of present components; any of them counts. Of lager lines the end of the message
   * from a dot on: `desire-task.starting`; of `cf logs` a text within the line. Empty: no log tells it.
   */
  readonly messages: readonly string[];
  /** Text that a field of the line's data must contain, with the path of the field; null for none. */
  readonly where: { readonly path: string; readonly has: string } | null;
  /**
   * True for lines of a container, which may be one of a task or of an instance: they belong to an entity that another
   * line names.
   */
  readonly shared: boolean;
}

/** Fields of a line's data that together name an entity. */
export interface KeyAlias {
  /** Paths, whose parts are joined by dots; their values are joined by a slash. */
  readonly paths: readonly string[];
  /** `uuid`: only the UUID at the end, if there is one: a container's handle may begin with the guid of its process. */
  readonly take: "all" | "uuid";
}

/** What a platform does to one kind of entity, as stages in order. */
export interface StageModel {
  /** Kind of the operations that have these stages. */
  readonly kind: string;
  /** What an entity is, for readers: `task`. */
  readonly entity: string;
  /** In the order in which they are expected. */
  readonly stages: readonly StageMark[];
  /** Stage up to which all must be there in a complete timeline; later ones follow only where the entity is removed. */
  readonly until: string;
  readonly lines: "lager" | "text";
  /** What the message of a lager line must begin with; empty for any component. */
  readonly prefix: string;
  /** Names of the entity, in the order in which they are tried: the first that a line has counts. */
  readonly keys: readonly KeyAlias[];
  /** Part of the message, from 0, that names the entity; null for names in the data. */
  readonly keyPart: number | null;
  /** Names of what the entity is an instance of: they join lines from before the entity had a name of its own. */
  readonly links: readonly KeyAlias[];
  /** Names of what it is one of, for its subject: the path of a request, the process of an instance. */
  readonly subjects: readonly KeyAlias[];
  /** `log`: a name is unique in the whole log. `process`: only in one process between two starts, as sessions are. */
  readonly scope: "log" | "process";
}
