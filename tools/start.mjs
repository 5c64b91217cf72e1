/** `npm start`. Plain JavaScript for whatever Node the machine has: it runs before the first install. */
const OLDEST_MAJOR = 20;

const major = Number(process.versions.node.split(".")[0]);
if (major < OLDEST_MAJOR) {
  console.error(
    `Parley needs Node ${OLDEST_MAJOR} or newer to install itself; this is Node ${process.versions.node}.`,
  );
  process.exit(2);
}
// Imported late, so that an old Node reads no syntax it does not know before the sentence above.
const { start } = await import("./bootstrap/start-parley.mjs");
process.exitCode = await start(process.argv.slice(2));
