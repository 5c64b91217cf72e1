import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { MessageText } from "./message-text.tsx";

/** The links of a message, as (address, words). */
function links(text: string): readonly (readonly [string, string])[] {
  const html = renderToStaticMarkup(<MessageText text={text} />);
  return [...html.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/gu)].map(
    (match) => [match[1] ?? "", match[2] ?? ""] as const,
  );
}

test.each([
  { text: "no address", found: [] },
  { text: "see https://a.example/b.", found: ["https://a.example/b"] },
  { text: "(http://a.example)", found: ["http://a.example"] },
  { text: "https://a.example/x_(y), and", found: ["https://a.example/x_(y)"] },
  {
    text: "two https://a.example https://b.example!",
    found: ["https://a.example", "https://b.example"],
  },
  { text: "javascript:alert(1) data:text/html,x ftp://a.example", found: [] },
  { text: "https://", found: [] },
])("of '$text' the links are $found", ({ text, found }) => {
  expect(links(text).map(([, words]) => words)).toEqual(found);
});

test("nothing in a message becomes markup", () => {
  const html = renderToStaticMarkup(
    <MessageText text={'<img src=x onerror=alert(1)> https://a.example/"><b>'} />,
  );
  expect(html).not.toMatch(/<img|<b>/u);
  expect(html).toContain("&lt;img");
});

test("links open apart, tell the other site nothing and pass on no rank", () => {
  const html = renderToStaticMarkup(<MessageText text="https://a.example" />);
  expect(html).toContain('target="_blank"');
  expect(html).toContain('rel="noopener noreferrer nofollow"');
});

test("every word of a message is kept, in order", () => {
  const text = "a https://a.example/?q=1&r=2, b\n  c https://b.example.";
  const html = renderToStaticMarkup(<MessageText text={text} />);
  const bare = html.replaceAll(/<[^>]*>/gu, "").replaceAll("&amp;", "&");
  expect(bare).toBe(text);
});
