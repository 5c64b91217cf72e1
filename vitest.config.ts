import { configDefaults, defineConfig } from "vitest/config";

/**
 * Which tests belong to which gate of `npm test`. A test lives beside its file; its folder decides.
 * Service tests talk over real sockets, sync real disks or start real processes; unit tests do none of it.
 */
const serviceTests = [
  "**/*.service.test.ts",
  "server/src/{rpc,peers,http}/**/*.test.ts",
  "server/src/storage/{sqlite-log-store,init-cluster,member-folder}.test.ts",
  "server/src/main.test.ts",
  "client/transports/**/*.test.ts",
  "cli/**/*.test.ts",
  "envoy/**/*.test.ts",
];
/** They fill both cores, mount and trace: nothing else runs beside them. */
const faultsTests = ["server/faults/**/*.service.test.ts"];
const tidyTests = ["tools/tidy/**/*.test.ts"];
const protoTests = ["tools/proto/**/*.test.ts", "proto/**/*.test.ts"];
const neverHere = [
  ...configDefaults.exclude,
  "**/.next/**",
  "web/out/**",
  ".cache/**",
  "data/**",
  "e2e/**",
];

function project(name: string, include: readonly string[], exclude: readonly string[] = []) {
  return {
    extends: true as const,
    test: { name, include: [...include], exclude: [...neverHere, ...exclude] },
  };
}

export default defineConfig({
  test: {
    // Generated google-protobuf code reads globals that only plain CommonJS gives it.
    server: { deps: { external: [/_pb\.js$/] } },
    // Two cores: more workers only take the processor from each other.
    maxWorkers: 2,
    // A test waits for conditions and never for time; this only ends one that hangs, on a busy machine too.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      project("unit", ["**/*.test.{ts,tsx}"], [...serviceTests, ...tidyTests, ...protoTests]),
      project("service", serviceTests, faultsTests),
      project("faults", faultsTests),
      project("tidy", tidyTests),
      project("proto", protoTests),
    ],
  },
});
