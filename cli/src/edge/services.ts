/** Which calls the edge routes: read from the service descriptors, so that no list of methods is kept by hand. */
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { AccountService } from "@parley/proto/es/parley/v1/account_pb.js";
import { AdminService } from "@parley/proto/es/parley/v1/admin_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { ConversationService } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { EventService } from "@parley/proto/es/parley/v1/event_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { PresenceService } from "@parley/proto/es/parley/v1/presence_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";

/** Everything a browser may call. The peer protocol is not among them and has its own port. */
export const EDGE_SERVICES: readonly DescService[] = [
  AccountService,
  AdminService,
  ClusterService,
  ConversationService,
  EventService,
  MessageService,
  PresenceService,
  WriteService,
];

/** `/parley.v1.EventService/Subscribe` */
export const methodPath = (method: DescMethod): string =>
  `/${method.parent.typeName}/${method.name}`;

export const streamingMethods = (services: readonly DescService[]): readonly DescMethod[] =>
  services.flatMap((service) => service.methods.filter((method) => method.methodKind !== "unary"));

/** `/parley.v1.`: one prefix covers every service of a package, also those a newer node adds. */
export const packagePrefixes = (services: readonly DescService[]): readonly string[] => [
  ...new Set(services.map((service) => `/${service.file.proto.package}.`)),
];
