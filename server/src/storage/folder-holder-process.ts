/** A process for tests to kill: opens a member's folder (data folder and name on its command line), says so and stays. */
import { openMemberFolder } from "./member-folder.ts";

const [dataDir = "", name = ""] = process.argv.slice(2);
const { lock } = openMemberFolder(dataDir, name);
process.stdout.write("held\n");
process.stdin.resume().on("end", () => lock.release());
