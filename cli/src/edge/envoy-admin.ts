/** What Envoy's admin port tells: ready or not, and the health of each host in each cluster. Reads only. */

const CALL_MS = 1_000;

export interface HostHealth {
  /** Node name. */
  readonly node: string;
  readonly healthy: boolean;
}

export type ClusterHealth = ReadonlyMap<string, readonly HostHealth[]>;

export async function isEnvoyReady(adminUrl: string): Promise<boolean> {
  try {
    const response = await fetch(new URL("/ready", adminUrl), {
      signal: AbortSignal.timeout(CALL_MS),
    });
    return response.status === 200;
  } catch {
    // Not listening yet, or gone: not ready either way.
    return false;
  }
}

/** Null when Envoy does not answer. */
export async function readEnvoyHealth(adminUrl: string): Promise<ClusterHealth | null> {
  try {
    const response = await fetch(new URL("/clusters?format=json", adminUrl), {
      signal: AbortSignal.timeout(CALL_MS),
    });
    return parseClusters(await response.json());
  } catch {
    return null;
  }
}

/** Absent flags are false, and `eds_health_status` says nothing about health: only the failed_* flags do. */
export function parseClusters(json: unknown): ClusterHealth {
  // Envoy's documented shape (admin.v3.Clusters); every field may be absent.
  const { cluster_statuses = [] } = json as ClustersJson;
  return new Map(
    cluster_statuses.map(({ name, host_statuses = [] }) => [
      name,
      host_statuses.map(({ hostname = "", health_status = {} }) => ({
        node: hostname,
        healthy: !FAILURE_FLAGS.some((flag) => health_status[flag] === true),
      })),
    ]),
  );
}

const FAILURE_FLAGS = [
  "failed_active_health_check",
  "failed_outlier_check",
  "active_hc_timeout",
  "pending_active_hc",
  "pending_dynamic_removal",
];

interface ClustersJson {
  readonly cluster_statuses?: readonly {
    readonly name: string;
    readonly host_statuses?: readonly {
      readonly hostname?: string;
      readonly health_status?: Readonly<Record<string, unknown>>;
    }[];
  }[];
}
