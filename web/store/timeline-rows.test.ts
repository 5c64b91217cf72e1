import { expect, test } from "vitest";

import { emptyConversation } from "./chat-state.ts";
import { FIRST_INDEX, message, tell } from "./history-model.ts";
import { olderPageOf } from "./timeline-rows.ts";

const membership = tell([]).membershipAt(FIRST_INDEX);
const conversation = { ...emptyConversation("7"), membership, isAnchored: true };

test.each([
  { what: "an empty conversation", seqs: [], lastSeq: 0, visibleFromSeq: 1, page: null },
  { what: "nothing loaded", seqs: [], lastSeq: 9, visibleFromSeq: 1, page: { beforeSeq: 10 } },
  { what: "the end loaded", seqs: [8, 9], lastSeq: 9, visibleFromSeq: 1, page: { beforeSeq: 8 } },
  {
    what: "a hole in between",
    seqs: [1, 2, 8, 9],
    lastSeq: 9,
    visibleFromSeq: 1,
    page: { beforeSeq: 8 },
  },
  {
    what: "the newest missing",
    seqs: [1, 2],
    lastSeq: 3,
    visibleFromSeq: 1,
    page: { beforeSeq: 4 },
  },
  { what: "all of it", seqs: [1, 2, 3], lastSeq: 3, visibleFromSeq: 1, page: null },
  { what: "all that I may see", seqs: [8, 9], lastSeq: 9, visibleFromSeq: 8, page: null },
  { what: "nothing that I may see", seqs: [], lastSeq: 9, visibleFromSeq: 10, page: null },
])("with $what, the next page to load is $page", ({ seqs, lastSeq, visibleFromSeq, page }) => {
  const known = {
    ...conversation,
    membership: { ...membership, visibleFromSeq },
    messages: seqs.map((seq) => message(seq)),
    lastSeq,
  };
  expect(olderPageOf(known)).toEqual(page);
});
