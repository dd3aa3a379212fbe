/** The service of `stock.proto`, as its server and its users need it. */
import { Buffer } from "node:buffer";
import type grpc from "@grpc/grpc-js";
import protobuf from "protobufjs";
import proto from "./stock.proto" with { type: "text" };

export interface Wish {
  readonly item: string;
  readonly amount: number;
}

export interface Hold {
  readonly id: string;
  readonly left: number;
}

export interface Question {
  readonly item: string;
  readonly times: number;
}

export interface Level {
  readonly left: number;
}

const { root } = protobuf.parse(proto);

function codec<Message extends object>(name: string) {
  const type = root.lookupType(`shop.${name}`);
  return {
    serialize: (message: Message) => Buffer.from(type.encode(message).finish()),
    deserialize: (bytes: Buffer) => type.decode(bytes) as Message,
  };
}

function method<Request extends object, Answer extends object>(
  name: string,
  [asked, answered]: readonly [string, string],
  { streams }: { readonly streams: boolean },
): grpc.MethodDefinition<Request, Answer> {
  const request = codec<Request>(asked);
  const answer = codec<Answer>(answered);
  return {
    path: `/shop.Stock/${name}`,
    ...{ requestStream: false, responseStream: streams },
    requestSerialize: request.serialize,
    requestDeserialize: request.deserialize,
    responseSerialize: answer.serialize,
    responseDeserialize: answer.deserialize,
  };
}

/** Methods of the service. */
export const methods = {
  reserve: method<Wish, Hold>("Reserve", ["Wish", "Hold"], { streams: false }),
  follow: method<Question, Level>("Follow", ["Question", "Level"], {
    streams: true,
  }),
};
