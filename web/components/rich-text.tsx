"use client";

/** A message's words with their Markdown. Fetched after the chat is on the screen (later.ts). */
import type { ReactNode } from "react";

import { useChat } from "../hooks/use-session.tsx";
import { MarkdownCache } from "../markdown/markdown-cache.ts";
import type { Name } from "../markdown/mentions.ts";
import { EVERYBODY, splitAtNames } from "../markdown/mentions.ts";
import type { Block, Inline, Marked } from "../markdown/tree.ts";
import { CodeBlock } from "./code-block.tsx";
import { LINK_LOOK } from "./link-look.ts";
import type { Mentions } from "./message-text.tsx";

interface RichTextProps {
  readonly text: string;
  readonly mentions: Mentions;
  /** Stands behind the last word. */
  readonly tail: ReactNode;
  /** Where there is too much Markdown. */
  readonly plain: ReactNode;
}

const trees = new MarkdownCache();
const NOBODY: readonly Name[] = [];

export function RichText({ text, mentions, tail, plain }: RichTextProps) {
  const marked = trees.read(text);
  if (marked === null) return plain;
  const isNaming = mentions.mentionsRoom || mentions.mentionedIds.length > 0;
  if (isNaming) return <NamingText marked={marked} mentions={mentions} tail={tail} />;
  return <MarkedText marked={marked} names={NOBODY} tail={tail} />;
}

interface NamingTextProps extends Pick<RichTextProps, "mentions" | "tail"> {
  readonly marked: Marked;
}

/** Apart, for it is drawn anew whenever the page learns something. */
function NamingText({ marked, mentions, tail }: NamingTextProps) {
  const { accounts, me } = useChat();
  const people = mentions.mentionedIds.flatMap((id) => {
    const name = accounts.get(id)?.name ?? "";
    return name === "" ? [] : [{ name, isForMe: id === me?.id }];
  });
  const names = mentions.mentionsRoom ? [...people, ...EVERYBODY] : people;
  return <MarkedText marked={marked} names={names} tail={tail} />;
}

interface MarkedTextProps {
  readonly marked: Marked;
  readonly names: readonly Name[];
  readonly tail: ReactNode;
}

function MarkedText({ marked: { blocks, isOnlyEmoji }, names, tail }: MarkedTextProps) {
  const isTailApart = blocks.at(-1)?.kind !== "paragraph";
  return (
    <div className={`flex flex-col gap-2 ${isOnlyEmoji ? "text-4xl leading-tight" : ""}`}>
      {blocksOf(blocks, names, isTailApart ? null : tail)}
      {isTailApart && tail !== false && <p>{tail}</p>}
    </div>
  );
}

/** Blocks and signs have no names: their place is their key, and a text that changes is another text. */
function blocksOf(
  blocks: readonly Block[],
  names: readonly Name[],
  tail: ReactNode = null,
): ReactNode {
  return blocks.map((block, at) => (
    <BlockView key={at} block={block} names={names} tail={at === blocks.length - 1 ? tail : null} />
  ));
}

interface BlockViewProps {
  readonly block: Block;
  readonly names: readonly Name[];
  readonly tail: ReactNode;
}

function BlockView({ block, names, tail }: BlockViewProps) {
  switch (block.kind) {
    case "paragraph":
      return (
        <p className="whitespace-pre-wrap">
          {inlinesOf(block.children, names)}
          {tail}
        </p>
      );
    case "code":
      return <CodeBlock code={block.text} language={block.language} />;
    case "quote":
      return (
        <blockquote className="border-field-line text-ink-soft my-0.5 flex flex-col gap-1 border-s-3 ps-3">
          {blocksOf(block.children, names)}
        </blockquote>
      );
    case "list":
      return <ListView list={block} names={names} />;
  }
}

interface ListViewProps {
  readonly list: Extract<Block, { kind: "list" }>;
  readonly names: readonly Name[];
}

function ListView({ list: { start, items }, names }: ListViewProps) {
  const entries = items.map((item, at) => (
    <li key={at} className="ps-1">
      {blocksOf(item, names)}
    </li>
  ));
  const look = "marker:text-ink-soft flex flex-col gap-0.5 ps-6 [&>li]:list-item";
  return start === null ? (
    <ul className={`${look} list-disc`}>{entries}</ul>
  ) : (
    <ol start={start} className={`${look} list-decimal`}>
      {entries}
    </ol>
  );
}

function inlinesOf(inlines: readonly Inline[], names: readonly Name[]): ReactNode {
  return inlines.map((inline, at) => <InlineView key={at} inline={inline} names={names} />);
}

interface InlineViewProps {
  readonly inline: Inline;
  readonly names: readonly Name[];
}

function InlineView({ inline, names }: InlineViewProps) {
  switch (inline.kind) {
    case "text":
      return namedText(inline.text, names);
    case "strong":
      return <strong>{inlinesOf(inline.children, names)}</strong>;
    case "emphasis":
      return <em>{inlinesOf(inline.children, names)}</em>;
    case "deleted":
      return <del>{inlinesOf(inline.children, names)}</del>;
    case "code":
      return (
        <code className="border-line bg-sunken rounded border px-1 py-px font-mono text-[0.875em]">
          {inline.text}
        </code>
      );
    case "link":
      return (
        <a
          href={inline.href}
          title={inline.href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className={LINK_LOOK}
        >
          {inlinesOf(inline.children, NOBODY)}
        </a>
      );
  }
}

function namedText(text: string, names: readonly Name[]): ReactNode {
  return splitAtNames(text, names).map((piece, at) =>
    typeof piece === "string" ? (
      piece
    ) : (
      <bdi
        key={at}
        data-mention={piece.isForMe ? "mine" : "other"}
        className={`rounded px-1 py-px font-semibold ${
          piece.isForMe ? "bg-accent text-on-accent" : "bg-accent-wash text-accent"
        }`}
      >
        {piece.words}
      </bdi>
    ),
  );
}
