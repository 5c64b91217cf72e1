/** The log of a member before its first start, as `parley init` makes it. */
import { openSqliteLogStore } from "../src/storage/sqlite-log-store.ts";
import { firstWrite } from "./workload.ts";

export async function makeFreshLog(path: string): Promise<void> {
  const store = openSqliteLogStore({ path, create: true });
  await store.load();
  await new Promise<void>((resolve, reject) => {
    store.onFailure(reject);
    store.write([firstWrite()], resolve);
  });
  await store.close();
}
