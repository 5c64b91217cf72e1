/** What is done with data folders and backups while no node runs on them. Each line printed is one JSON object. */
import { inspectState } from "./chat/inspect-state.ts";
import type { RecoverConfig, RestoreConfig, VerifyConfig } from "./config.ts";
import { planRecovery, recoverCluster } from "./storage/recover-cluster.ts";
import { restoreBackup } from "./storage/restore-backup.ts";
import { verify } from "./storage/verify.ts";

/** Returns the exit code; throws FolderRefusal for what will not do. */
export async function runOffline(
  config: VerifyConfig | RestoreConfig | RecoverConfig,
  print: (line: object) => void,
): Promise<number> {
  const step = (sentence: string): void => print({ event: "step", sentence });
  switch (config.verb) {
    case "verify": {
      const report = verify({ path: config.path, inspect: inspectState, step });
      print({ event: "verified", ...report });
      return report.isSound ? 0 : 1;
    }
    case "restore": {
      const { data: dataDir, verb: _verb, ...rest } = config;
      const restored = await restoreBackup({ dataDir, inspect: inspectState, step, ...rest });
      print({ event: "restored", ...restored });
      return 0;
    }
    case "recover": {
      const { data: dataDir, verb: _verb, isMeant, ...names } = config;
      const options = { dataDir, inspect: inspectState, step, ...names };
      if (isMeant) print({ event: "recovered", ...(await recoverCluster(options)) });
      else print({ event: "surveyed", survey: planRecovery(options) });
      return 0;
    }
  }
}
