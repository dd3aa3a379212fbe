/** Configuration of a Kafka of one node, which is broker and controller. */

export interface KafkaPlan {
  /** Ports of 127.0.0.1: of its clients, and of its controller. */
  readonly port: number;
  readonly controller: number;
  readonly spool: string;
}

/** Number of the node. */
const NODE = 1;

/** Time between two checks whether a segment is to be deleted, and until the first one, which is 30 s by default. */
const RETENTION_CHECK_MS = 500;

/** Returns the text of `server.properties`. */
export function toKafkaConfig({ port, controller, spool }: KafkaPlan): string {
  return `process.roles=broker,controller
node.id=${NODE}
controller.quorum.voters=${NODE}@127.0.0.1:${controller}
listeners=BROKER://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=BROKER://127.0.0.1:${port}
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${spool}
log.retention.check.interval.ms=${RETENTION_CHECK_MS}
log.initial.task.delay.ms=${RETENTION_CHECK_MS}
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
auto.create.topics.enable=false
`;
}
