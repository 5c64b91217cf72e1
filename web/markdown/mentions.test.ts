import { expect, test } from "vitest";

import { EVERYBODY, splitAtNames } from "./mentions.ts";

const NAMES = [
  { name: "Ada", isForMe: false },
  { name: "Ada Lovelace", isForMe: true },
  { name: "x.y+z", isForMe: false },
];

test.each([
  { text: "no names", pieces: ["no names"] },
  { text: "hi @ada!", pieces: ["hi ", ["@ada", false], "!"] },
  { text: "@Ada Lovelace, @Ada", pieces: [["@Ada Lovelace", true], ", ", ["@Ada", false]] },
  { text: "mail@ada.example @adam @@Ada", pieces: ["mail@ada.example @adam @@Ada"] },
  { text: "@x.y+z @xay+z", pieces: [["@x.y+z", false], " @xay+z"] },
])("'$text' is cut at the names", ({ text, pieces }) => {
  const cut = splitAtNames(text, NAMES);
  expect(cut.map((one) => (typeof one === "string" ? one : [one.words, one.isForMe]))).toEqual(
    pieces,
  );
});

test("everybody is called room, channel or here", () => {
  expect(splitAtNames("@here @room @channel @all", EVERYBODY)).toHaveLength(6);
});
