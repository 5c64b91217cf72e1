/** Reads a whole conversation off the screen. Only rows near the screen exist, so it scrolls through all of it. */
import { expect, type Page } from "@playwright/test";

export interface TranscriptLine {
  readonly seq: number;
  readonly author: string;
  readonly text: string;
}

/** Fails when rows on the screen are not in the order of their seq, or a seq shows two texts, or the newest stays out. */
export async function readTranscript(
  page: Page,
  newestSeq: number,
): Promise<readonly TranscriptLine[]> {
  const scroller = page.getByRole("log");
  const lines = new Map<number, TranscriptLine>();
  // From the end up to the first message: pages come in as the top is neared.
  await expect(async () => {
    await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await expect(scroller.locator(`[data-seq="${newestSeq}"]`)).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect
    .poll(
      async () => {
        const { rows, isAtTop } = await scroller.evaluate(readScreen);
        for (const row of rows) keep(lines, row);
        return isAtTop && isWhole(lines, newestSeq);
      },
      { message: "the conversation is on the screen from its first message on", intervals: [20] },
    )
    .toBe(true);
  await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight));
  return [...lines.values()].toSorted((a, b) => a.seq - b.seq);
}

function keep(lines: Map<number, TranscriptLine>, row: TranscriptLine): void {
  const before = lines.get(row.seq);
  if (before !== undefined) expect(row, "a message never changes its words").toEqual(before);
  lines.set(row.seq, row);
}

function isWhole(lines: ReadonlyMap<number, TranscriptLine>, newestSeq: number): boolean {
  return lines.size === newestSeq && lines.has(1) && lines.has(newestSeq);
}

/** Runs in the page: the rows there are, in their order, then most of a screen upward. */
async function readScreen(
  element: Element,
): Promise<{ rows: { seq: number; author: string; text: string }[]; isAtTop: boolean }> {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  const rows = [...element.querySelectorAll<HTMLElement>("[data-index]")]
    .toSorted((a, b) => Number(a.dataset["index"]) - Number(b.dataset["index"]))
    .map((row) => row.querySelector<HTMLElement>("article"))
    .filter((article) => article !== null)
    .map((article) => ({
      seq: Number(article.dataset["seq"]),
      author: article.dataset["author"] ?? "",
      text: article.querySelector('[dir="auto"]')?.textContent ?? "",
    }));
  for (const [at, row] of rows.entries()) {
    const before = rows[at - 1];
    if (before !== undefined && row.seq !== before.seq + 1)
      throw new Error(`on the screen ${before.seq} is followed by ${row.seq}`);
  }
  const isAtTop = element.scrollTop < 1;
  element.scrollTop -= element.clientHeight * 0.8;
  return { rows, isAtTop };
}
