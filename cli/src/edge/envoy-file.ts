/** Renders Envoy's bootstrap file from envoy/envoy.yaml, the cluster's ports and the service descriptors. */
import { readFileSync } from "node:fs";
import type { DescService } from "@bufbuild/protobuf";
import { Sentence } from "../sentence.ts";
import { EDGE_SERVICES, methodPath, packagePrefixes, streamingMethods } from "./services.ts";
import { fillTemplate } from "./template.ts";

const TEMPLATE = new URL("../../../envoy/envoy.yaml", import.meta.url);

/** Tabs the edge is sized for; one costs about 80 KB of Envoy's heap (edge figures in envoy/README.md). */
const TABS_MAX = 5_000;
const HEAP_BYTES = Math.round((20_000_000 + 80_000 * TABS_MAX) * 1.5);
/** HTTP/1.1 on plain localhost opens up to six connections a browser, one of them a stream. */
const DOWNSTREAM_CONNECTIONS = 10_000;

export interface EnvoyFileOptions {
  readonly listenHost: string;
  readonly listenPort: number;
  readonly adminHost: string;
  readonly adminPort: number;
  /** Absolute; holds nodes.json and web.json. */
  readonly endpointFolder: string;
  /** Absolute path of the upstream log. */
  readonly logPath: string;
  /** PEM files. Without them plain HTTP: for one machine's loopback only. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly services?: readonly DescService[];
}

export function renderEnvoyFile(options: EnvoyFileOptions): string {
  const services = options.services ?? EDGE_SERVICES;
  const streams = streamingMethods(services);
  if (streams.length === 0)
    throw new Error(
      "the edge needs at least one streaming method: its retry policy is anchored there",
    );
  const { listenHost, listenPort, adminHost, adminPort, endpointFolder, logPath } = options;
  for (const path of [endpointFolder, logPath]) refuseOddPath(path);
  return fillTemplate(readFileSync(TEMPLATE, "utf8"), {
    values: {
      listenHost,
      listenPort,
      adminHost,
      adminPort,
      endpointFolder,
      logPath,
      heapBytes: HEAP_BYTES,
      downstreamConnections: DOWNSTREAM_CONNECTIONS,
    },
    lists: {
      tls:
        options.tls === undefined
          ? []
          : [{ certificate: options.tls.certificate, key: options.tls.key }],
      services: services.map((service) => ({
        service: service.typeName,
        methods: service.methods.map((method) => method.name).join(", "),
      })),
      streams: streams.map((method) => ({ path: methodPath(method) })),
      packages: packagePrefixes(services).map((prefix) => ({ prefix })),
    },
  });
}

function refuseOddPath(path: string): void {
  if (/["\\]|\p{Cc}/u.test(path))
    throw new Sentence(
      `The data folder's path must not hold quotes, backslashes or control characters: ${JSON.stringify(path)}.`,
    );
}
