import { expect, test } from "vitest";

import { comparedSentence } from "./backup.ts";

test.each([
  { index: 2_000, comparedIndex: 2_000, says: /^The other nodes were found to hold the same\.$/ },
  { index: 2_345, comparedIndex: 2_000, says: /^Up to index 2000 .*the 345 entries behind it/ },
  { index: 345, comparedIndex: 0, says: /was not compared .* yet: .* every 1,000th index/ },
])("a backup of index $index says that $comparedIndex was compared", ({ says, ...at }) => {
  expect(comparedSentence(at)).toMatch(says);
});
