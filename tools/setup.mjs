/** `npm run setup`: the steps of the first start without starting anything. */
import { withContext } from "./bootstrap/context.mjs";
import { prepare } from "./bootstrap/prepare.mjs";

process.exitCode = await withContext(async (context) => {
  await prepare(context);
  return 0;
});
