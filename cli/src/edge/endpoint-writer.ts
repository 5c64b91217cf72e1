/**
 * The one writer of Envoy's endpoint files: nodes.json (client ports) and web.json (HTTP ports). Each is written beside
 * itself, synced and renamed, because Envoy ignores an edit in place. It refuses what would take the service away: an
 * empty list, or one that drops more than a minority of the members Envoy knows, unless the cluster's own log says so.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { majorityOf, splitAddress } from "../cluster/cluster-file.ts";
import { Sentence } from "../sentence.ts";

/** A member as Envoy needs it: addresses are ip:port, EDS takes no names. */
export interface Endpoint {
  readonly name: string;
  readonly client: string;
  readonly http: string;
}

export interface EndpointWriter {
  /**
   * True when something changed. Throws a Sentence, and leaves the files alone, when the list is refused.
   * `isCommitted`: a majority agreed on these members, one change after the other; only the empty list is refused.
   */
  write(endpoints: readonly Endpoint[], isCommitted?: boolean): boolean;
}

export function openEndpointWriter(folder: string): EndpointWriter {
  mkdirSync(folder, { recursive: true });
  const views = [
    {
      path: join(folder, "nodes.json"),
      resource: "parley",
      address: (endpoint: Endpoint) => endpoint.client,
    },
    {
      path: join(folder, "web.json"),
      resource: "web",
      address: (endpoint: Endpoint) => endpoint.http,
    },
  ];
  return {
    write(endpoints, isCommitted = false) {
      const plans = views.map((view) => {
        const old = readPublished(view.path);
        const hosts = endpoints.map((endpoint) => ({
          name: endpoint.name,
          address: view.address(endpoint),
        }));
        refuseLoss(isCommitted ? [] : old.hosts, hosts);
        return { view, old, hosts };
      });
      const changed = plans.filter(
        (plan) => JSON.stringify(plan.old.hosts) !== JSON.stringify(plan.hosts),
      );
      for (const { view, old, hosts } of changed)
        replaceFile(view.path, assignment(view.resource, old.version + 1, hosts));
      return changed.length > 0;
    },
  };
}

interface Host {
  readonly name: string;
  readonly address: string;
}

function refuseLoss(old: readonly Host[], next: readonly Host[]): void {
  if (next.length === 0)
    throw new Sentence(
      "Refused to publish an empty member list: Envoy would drop every node at once.",
    );
  const kept = old.filter((host) => next.some(({ name }) => name === host.name)).length;
  if (old.length > 0 && kept < majorityOf(old.length)) {
    const gone = old
      .filter((host) => !next.some(({ name }) => name === host.name))
      .map(({ name }) => name);
    throw new Sentence(
      `Refused to publish a member list without ${gone.join(", ")}: that drops ${gone.length} of ${old.length} nodes, more than a minority.`,
    );
  }
}

function assignment(resource: string, version: number, hosts: readonly Host[]): string {
  const lb_endpoints = hosts.map(({ name, address }) => {
    const { host, port } = splitAddress(address);
    return {
      endpoint: {
        hostname: name,
        address: { socket_address: { address: host, port_value: port } },
      },
      metadata: { filter_metadata: { "envoy.lb": { node: name } } },
    };
  });
  const loadAssignment = {
    "@type": "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
    cluster_name: resource,
    endpoints: [{ lb_endpoints }],
  };
  return `${JSON.stringify({ version_info: String(version), resources: [loadAssignment] }, null, 2)}\n`;
}

/** What Envoy was last told; a missing or broken file counts as nothing, since Envoy then keeps nothing worth guarding. */
function readPublished(path: string): {
  readonly version: number;
  readonly hosts: readonly Host[];
} {
  try {
    // Our own format, written by `assignment`; anything else ends in the catch.
    const file = JSON.parse(readFileSync(path, "utf8")) as PublishedFile;
    const hosts = file.resources.flatMap(({ endpoints }) =>
      endpoints.flatMap(({ lb_endpoints }) =>
        lb_endpoints.map(({ endpoint }) => {
          const { address, port_value } = endpoint.address.socket_address;
          return {
            name: endpoint.hostname,
            address: address.includes(":")
              ? `[${address}]:${port_value}`
              : `${address}:${port_value}`,
          };
        }),
      ),
    );
    const version = Number(file.version_info);
    return { version: Number.isSafeInteger(version) ? version : 0, hosts };
  } catch {
    // Nothing published yet, or a file nobody could use: start anew.
    return { version: 0, hosts: [] };
  }
}

interface PublishedFile {
  readonly version_info: string;
  readonly resources: readonly {
    readonly endpoints: readonly {
      readonly lb_endpoints: readonly {
        readonly endpoint: {
          readonly hostname: string;
          readonly address: {
            readonly socket_address: { readonly address: string; readonly port_value: number };
          };
        };
      }[];
    }[];
  }[];
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, "w", 0o644);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
