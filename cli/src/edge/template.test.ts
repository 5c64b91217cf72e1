import { expect, test } from "vitest";
import { fillTemplate } from "./template.ts";

const fill = (text: string, rows: readonly Record<string, string>[] = []): string =>
  fillTemplate(text, { values: { port: 8080 }, lists: { streams: rows } });

test("values fill their slots and comments stay as they are", () => {
  expect(fill("# $port is the port\nport: $port")).toBe("# $port is the port\nport: 8080");
});

test("a block's lines appear once for each row, with the row's values and the common ones", () => {
  const text = "a\n#{each streams}\n- $path $port\n#{end}\nb";
  expect(fill(text, [{ path: "/x" }, { path: "/y" }])).toBe("a\n- /x 8080\n- /y 8080\nb");
  expect(fill(text, [])).toBe("a\nb");
});

test.each([
  ["an unknown value", "$nobody", /no value "nobody"/],
  ["an unknown list", "#{each nobody}\n#{end}", /no list "nobody"/],
  ["a block without end", "#{each streams}\na", /has no end/],
  ["an end without block", "#{end}", /without "each"/],
  ["a block inside a block", "#{each streams}\n#{each streams}", /inside/],
])("%s is refused, so a half-filled file never reaches Envoy", (_what, text, message) => {
  expect(() => fill(text)).toThrow(message);
});

test.each(['"', "\\", "\n", "\u0000"])(
  "a value holding %j is refused: it would leave its YAML quotes",
  (odd) => {
    expect(() => fill("#{each streams}\n- $path\n#{end}", [{ path: `/x${odd}` }])).toThrow(
      /control character/,
    );
  },
);
