"use client";

import type { CodeLook } from "../markdown/highlight.ts";
import { useHighlighting } from "./later.ts";

interface CodeBlockProps {
  readonly code: string;
  /** As its author called it; empty: none. */
  readonly language: string;
}

const LOOKS: Readonly<Record<CodeLook, string>> = {
  plain: "",
  comment: "text-ink-soft italic",
  keyword: "text-code-keyword",
  string: "text-code-string",
  number: "text-code-number",
  title: "text-code-title",
  type: "text-code-type",
};

/** Colours come later and move nothing. Long lines break: nobody scrolls sideways to read them. */
export function CodeBlock({ code, language }: CodeBlockProps) {
  const parts = useHighlighting()?.highlight(code, language) ?? null;
  return (
    <pre
      dir="ltr"
      className="border-line bg-sunken my-0.5 rounded-lg border px-3 py-2 font-mono text-[0.8125rem] leading-5 whitespace-pre-wrap"
    >
      <code>
        {parts === null
          ? code
          : parts.map(({ text, look }, at) => (
              <span key={at} className={LOOKS[look]}>
                {text}
              </span>
            ))}
      </code>
    </pre>
  );
}
