"use client";

import { text } from "../messages/text.ts";
import type { TimelineRow } from "../store/timeline-rows.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { MessageText } from "./message-text.tsx";

interface DeleteDialogProps {
  readonly row: TimelineRow;
  readonly onClose: () => void;
  readonly onDelete: () => void;
}

/** Asked once more, for it cannot be undone. Locators: dialog "Delete this message?", buttons "Delete", "Keep it". */
export function DeleteDialog({ row, onClose, onDelete }: DeleteDialogProps) {
  return (
    <Dialog title={text.message.deleteTitle} isSmall onClose={onClose}>
      <div className="flex min-h-0 flex-col gap-3 p-5 pt-2">
        <p className="text-ink-soft text-sm">{text.message.deleteDetail}</p>
        <div className="border-line min-h-0 overflow-y-auto rounded-lg border px-3 py-2">
          <MessageText text={row.text} />
        </div>
        <div className="flex justify-end gap-2">
          <Button look="outline" data-first-focus onClick={onClose}>
            {text.message.keep}
          </Button>
          <Button
            look="danger"
            onClick={() => {
              onDelete();
              onClose();
            }}
          >
            {text.message.delete}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
