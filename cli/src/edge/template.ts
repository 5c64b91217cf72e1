/**
 * Fills envoy/envoy.yaml. Text in, text out, so that the comments of the template reach the reader of the result.
 * Two constructs only: `$name`, and the lines between `#{each name}` and `#{end}` once for each row of that list.
 */

export type Values = Readonly<Record<string, string | number>>;
export interface TemplateInput {
  readonly values: Values;
  readonly lists: Readonly<Record<string, readonly Values[]>>;
}

const EACH = /^\s*#\{each ([A-Za-z]+)\}\s*$/;
const END = /^\s*#\{end\}\s*$/;
const SLOT = /\$([A-Za-z]+)/g;
/** What would end a quoted YAML scalar or start an escape in it. */
// oxlint-disable-next-line no-control-regex -- control characters are exactly what it refuses
const UNSAFE = /["\\\u0000-\u001f\u007f]/;

/** Throws on an unknown name, an unsafe value or an unbalanced block: a half-filled file never reaches Envoy. */
export function fillTemplate(template: string, input: TemplateInput): string {
  const out: string[] = [];
  let block: { readonly name: string; readonly lines: string[] } | null = null;
  for (const line of template.split("\n")) {
    const name = EACH.exec(line)?.[1];
    if (name !== undefined) {
      if (block !== null) throw new Error(`template: "each ${name}" inside "each ${block.name}"`);
      block = { name, lines: [] };
    } else if (END.test(line)) {
      if (block === null) throw new Error('template: "end" without "each"');
      out.push(...repeat(block.name, block.lines, input));
      block = null;
    } else if (block !== null) block.lines.push(line);
    else out.push(fillLine(line, input.values));
  }
  if (block !== null) throw new Error(`template: "each ${block.name}" has no end`);
  return out.join("\n");
}

function repeat(name: string, lines: readonly string[], input: TemplateInput): string[] {
  const rows = input.lists[name];
  if (rows === undefined) throw new Error(`template: no list "${name}"`);
  return rows.flatMap((row) => lines.map((line) => fillLine(line, { ...input.values, ...row })));
}

function fillLine(line: string, values: Values): string {
  if (line.trimStart().startsWith("#")) return line;
  return line.replace(SLOT, (_slot, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`template: no value "${name}"`);
    const text = String(value);
    if (UNSAFE.test(text))
      throw new Error(
        `template: "${name}" holds a quote, backslash or control character: ${JSON.stringify(text)}`,
      );
    return text;
  });
}
