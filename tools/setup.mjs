/** `npm run setup`: the steps of the first start, and what contributors need besides, without starting anything. */
import { withContext } from "./bootstrap/context.mjs";
import { prepare, prepareProtoc } from "./bootstrap/prepare.mjs";

process.exitCode = await withContext(async (context) => {
  await prepare(context);
  await prepareProtoc(context);
  return 0;
});
