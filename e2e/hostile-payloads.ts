/** Texts that want to run something in the reader's page: known vectors, in every context that Markdown has. */
import type { SeededChance } from "./seeded-chance.ts";

/** What all of them call. Nobody defines it but the test. */
export const CALL = "parleyHit()";

const ADDRESSES = [
  `javascript:${CALL}`,
  `JaVaScRiPt:${CALL}`,
  `javascript\t:${CALL}`,
  `java\tscript:${CALL}`,
  `\u0001javascript:${CALL}`,
  ` javascript:${CALL}`,
  `&#106;avascript:${CALL}`,
  `&#x6A;avascript&colon;${CALL}`,
  `javascript&Tab;:${CALL}`,
  `javascript:%0a${CALL}`,
  `javascript://a.example/%0a${CALL}`,
  `view-source:javascript:${CALL}`,
  `data:text/html,<script>${CALL}</script>`,
  `data:text/html;base64,PHNjcmlwdD5wYXJsZXlIaXQoKTwvc2NyaXB0Pg==`,
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${CALL}'/>`,
  `vbscript:${CALL}`,
  `blob:null/${CALL}`,
  `https://a.example/"onmouseover="${CALL}`,
  `https://a.example/'><img src=x onerror=${CALL}>`,
  `https://${CALL}@a.example`,
  `mailto:a@b.example?subject=<script>${CALL}</script>`,
  `//a.example/${CALL}.js`,
  `file:///etc/passwd`,
  `https://a.example/\u202Egnp.exe`,
] as const;

const MARKUP = [
  `<script>${CALL}</script>`,
  `<script src=data:,${CALL}></script>`,
  `<img src=x onerror=${CALL}>`,
  `<img src="x" onerror="${CALL}" `,
  `<svg onload=${CALL}>`,
  `<svg><script>${CALL}</script></svg>`,
  `<svg><a xlink:href="javascript:${CALL}"><text>a</text></a></svg>`,
  `<svg><animate onbegin=${CALL} attributeName=x dur=1s>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${CALL}>`,
  `<iframe src="javascript:${CALL}"></iframe>`,
  `<iframe srcdoc="<script>parent.${CALL}</script>"></iframe>`,
  `<object data="javascript:${CALL}"></object>`,
  `<embed src="javascript:${CALL}">`,
  `<details open ontoggle=${CALL}>`,
  `<input autofocus onfocus=${CALL}>`,
  `<body onload=${CALL}>`,
  `<video><source onerror=${CALL}></video>`,
  `<form action="javascript:${CALL}"><button>a</button></form>`,
  `<a href="javascript:${CALL}">a</a>`,
  `<style>*{background:url("javascript:${CALL}")}</style>`,
  `<link rel=stylesheet href="data:,${CALL}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${CALL}">`,
  `<base href="javascript:${CALL}//">`,
  `<noscript><p title="</noscript><img src=x onerror=${CALL}>">`,
  `<template><img src=x onerror=${CALL}></template>`,
  `<x onclick=${CALL} tabindex=1>`,
  `<!--><img src=x onerror=${CALL}>-->`,
  `<![CDATA[><img src=x onerror=${CALL}>]]>`,
  `&lt;img src=x onerror=${CALL}&gt;`,
  `"><img src=x onerror=${CALL}>`,
  `\${${CALL}} {{constructor.constructor('${CALL}')()}}`,
  `{"__html":"<img src=x onerror=${CALL}>"}`,
  `__proto__ constructor.prototype ${CALL}`,
] as const;

/** Where an address can stand. */
const LINKS: readonly ((address: string) => string)[] = [
  (address) => `[a](${address})`,
  (address) => `[a](<${address}>)`,
  (address) => `[a](${address} "title")`,
  (address) => `[a][1]\n\n[1]: ${address}`,
  (address) => `![a](${address})`,
  (address) => `[![a](${address})](${address})`,
  (address) => `<${address}>`,
  (address) => address,
  (address) => `[${address}](${address})`,
  (address) => `[a](https://a.example "${address}")`,
];

/** What can stand around anything. */
const AROUND: readonly ((inner: string) => string)[] = [
  (inner) => inner,
  (inner) => `**${inner}**`,
  (inner) => `~~_${inner}_~~`,
  (inner) => `> ${inner}`,
  (inner) => `- ${inner}\n  - ${inner}`,
  (inner) => `1. ${inner}`,
  (inner) => `\`${inner}\``,
  (inner) => `\`\`\`html\n${inner}\n\`\`\``,
  (inner) => `\`\`\`${inner}\na\n\`\`\``,
  (inner) => `# ${inner}`,
  (inner) => `| a |\n|---|\n| ${inner} |`,
  (inner) => `@${inner} :tada:${inner}`,
  (inner) => `a\\\n${inner}`,
  (inner) => `[^1]\n\n[^1]: ${inner}`,
  (inner) => `<b>${inner}</b>`,
  (inner) => `**a ${inner}`,
  (inner) => `> - > ${inner}\n>\n> [a](${inner})`,
  (inner) => `_${inner}\u200B_ and ~~~\n${inner}`,
  (inner) => `[a](${inner}`,
  (inner) => `\u202E${inner}\u0000\uFEFF`,
];

/** `count` different ones, the same for the same seed. */
export function hostilePayloads(count: number, chance: SeededChance): readonly string[] {
  const linked = ADDRESSES.flatMap((address) => LINKS.map((link) => link(address)));
  const inner = [...linked, ...MARKUP];
  const all = new Set(inner.flatMap((one) => AROUND.map((around) => around(one))));
  const left = [...all];
  if (left.length < count) throw new Error(`There are only ${String(left.length)} payloads.`);
  return Array.from({ length: count }, () => {
    const at = chance.between(0, left.length - 1);
    const [one = ""] = left.splice(at, 1);
    return one;
  });
}
