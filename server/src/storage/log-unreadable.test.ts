import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LogFailure, openSqliteLogStore } from "./sqlite-log-store.ts";
import { makeLog, temporaryFolder } from "./sqlite-log-under-test.ts";

// Its first byte is never mapped, so reading it is an EIO of the kernel, as a bad sector is.
const BAD_SECTOR = "/proc/self/mem";

test.each(["raft.db", "mark"])(
  "a start whose disk does not give back %s says what to do, and that the disk erred",
  async (name) => {
    const folder = temporaryFolder();
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "raft.db");
    await makeLog(path);
    rmSync(join(folder, name));
    symlinkSync(BAD_SECTOR, join(folder, name));
    const failure = await new Promise<unknown>((resolve) => {
      openSqliteLogStore({ path }).load().then(resolve, resolve);
    });
    expect(failure).toBeInstanceOf(LogFailure);
    expect(failure).toMatchObject({ isRecopyUntold: true });
    expect(String(failure)).toMatch(/errs at the log .*IO.*parley cluster replace/);
  },
);
