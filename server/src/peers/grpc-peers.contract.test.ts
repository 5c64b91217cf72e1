import { createGrpcPeerNetwork } from "./grpc-peer-network.ts";
import { peerTransportContract } from "./peer-transport-contract.ts";

peerTransportContract("GrpcPeers", (size) => createGrpcPeerNetwork(size));
