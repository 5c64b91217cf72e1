import { Option } from "commander";

/** `--data`, the same for every verb that works on a cluster's folder. */
export const dataOption = (): Option =>
  new Option("--data <dir>", "where the cluster's data lives").env("PARLEY_DATA").default("data");
