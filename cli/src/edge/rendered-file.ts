/** For tests: the rendered file, parsed, and Envoy's way of choosing a route. */
import { parse } from "yaml";
import { renderEnvoyFile } from "./envoy-file.ts";

export const options = {
  listenHost: "127.0.0.1",
  listenPort: 8080,
  adminHost: "127.0.0.1",
  adminPort: 9901,
  endpointFolder: "/var/parley/edge/endpoints",
  logPath: "/var/parley/edge/access.log",
};

export const text = renderEnvoyFile(options);

export interface Route {
  readonly match: {
    readonly path?: string;
    readonly prefix?: string;
    readonly path_separated_prefix?: string;
    readonly headers?: readonly HeaderMatch[];
  };
  readonly route?: Readonly<Record<string, unknown>> & { readonly cluster: string };
  readonly direct_response?: { readonly status: number };
}
interface HeaderMatch {
  readonly name: string;
  readonly present_match?: boolean;
  readonly string_match?: { readonly safe_regex: { readonly regex: string } };
}
export interface Cluster extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly health_checks: readonly Readonly<Record<string, unknown>>[];
}

// The parser's answer is untyped; these are Envoy's documented shapes.
export const file = parse(text) as {
  readonly admin: unknown;
  readonly static_resources: {
    readonly listeners: readonly unknown[];
    readonly clusters: readonly Cluster[];
  };
};
export const manager = at(
  file,
  "static_resources.listeners.0.filter_chains.0.filters.0.typed_config",
) as {
  readonly http_filters: readonly {
    readonly name: string;
    readonly typed_config: Readonly<Record<string, unknown>>;
  }[];
  readonly delayed_close_timeout: string;
};
export const routes = at(manager, "route_config.virtual_hosts.0.routes") as readonly Route[];
export const cluster = (name: string): Cluster => {
  const found = file.static_resources.clusters.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no cluster ${name}`);
  return found;
};
export const clusterNames = file.static_resources.clusters.map(({ name }) => name);

export function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], value);
}

/** Envoy's choice: the first route that matches. */
export function routeOf(
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Route | undefined {
  const all: Readonly<Record<string, string>> = { ":method": "POST", ...headers };
  return routes.find(({ match }) => {
    const { prefix, path_separated_prefix: folderPath } = match;
    if (match.path !== undefined && match.path !== path) return false;
    if (prefix !== undefined && !path.startsWith(prefix)) return false;
    if (folderPath !== undefined && path !== folderPath && !path.startsWith(`${folderPath}/`))
      return false;
    return (match.headers ?? []).every(({ name, string_match }) => {
      const value = all[name];
      return (
        value !== undefined &&
        (string_match === undefined ||
          new RegExp(`^(?:${string_match.safe_regex.regex})$`).test(value))
      );
    });
  });
}
