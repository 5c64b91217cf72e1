/** Test support: values that some program somewhere has choked on, for each kind of field, as they stand on the wire. */

const utf8 = (text: string): Uint8Array => Buffer.from(text);
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

/** Also what is no UTF-8: a lone surrogate, an overlong slash, a broken and a truncated sequence. */
export const HOSTILE_STRINGS: readonly Uint8Array[] = [
  "",
  " ",
  "\u0000",
  "\u001b[31mred\u0007",
  "a\r\nset-cookie: x=y",
  "\u202eevil\u2066",
  "\u200b\u200d\ufeff",
  "x".repeat(33),
  "x".repeat(257),
  "x".repeat(1_025),
  "x".repeat(16 * 1024),
  "x".repeat(70_000),
  "*",
  "*".repeat(64),
  "*a".repeat(32),
  `${"*a".repeat(20)}*b`,
  "*a".repeat(3_000),
  "?*".repeat(32),
  `${"a".repeat(63)}*`,
  "*\u{1f600}".repeat(32),
  "@a ".repeat(5_000),
  `@${"b ".repeat(8_000)}`,
  "@room @here @channel ".repeat(700),
  "[".repeat(16_000),
  "> ".repeat(8_000),
  "![](".repeat(4_000),
  "**_`~".repeat(3_000),
  "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}".repeat(16),
  `a${"\u0301".repeat(8_000)}`,
  // One sign that becomes eighteen, a letter that becomes two, and a sign that is none when it is folded.
  "\ufdfa".repeat(32),
  "\u0130\u1e9e".repeat(16),
  "\ud7ff\uffff\u{10ffff}",
  "-1",
  "00000000000000000000000000000064",
  "9007199254740993",
  "18446744073709551616",
  "1e3",
  "0x40",
  "\u0664\u0664",
  'from:"',
  "in:#* has:",
  "before:2026-02-30 after:0000-00-00",
  'a* b* c* d* e* f* g* h* "i j" "k',
  '") OR (t : "a" NEAR b AND NOT ^c + {p} : d',
  "a ".repeat(128),
  '"'.repeat(256),
  "from:me ".repeat(32),
  "__proto__",
  "constructor",
  "'; DROP TABLE accounts; --",
  "%_%",
  "../../etc/passwd",
  "${7*7}{{7*7}}",
  "A".repeat(43),
  "0".repeat(24),
]
  .map(utf8)
  .concat([
    bytes(0xed, 0xa0, 0x80),
    bytes(0xc0, 0xaf),
    bytes(0xff, 0xfe, 0xfd),
    bytes(0x61, 0xf0, 0x9f, 0x98),
  ]);

/** Negative ones come as any program writes them: ten bytes. */
export const HOSTILE_NUMBERS: readonly bigint[] = [
  0n,
  1n,
  -1n,
  200n,
  201n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** How often a repeated field comes. */
export const HOSTILE_COUNTS: readonly number[] = [0, 2, 8, 9, 64, 65, 1_000];

/** Under what a caller may send; what is longer never reaches a handler. */
export const HOSTILE_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { authorization: "Bearer" },
  { authorization: "Basic YTpi" },
  { authorization: `Bearer ${"-".repeat(43)}` },
  { authorization: `bearer   ${"A".repeat(2_000)}` },
  { cookie: `__Host-parley=${"x".repeat(43)}` },
  { cookie: ";=;".repeat(1_000) },
  { "x-request-id": "a b;".repeat(500) },
  { "x-forwarded-for": "999.1.1.1, ::::, 10.0.0.1" },
  { "x-forwarded-for": ",".repeat(2_000) },
  { "x-parley-stale": "allow" },
  { "sec-fetch-site": "cross-site" },
];
