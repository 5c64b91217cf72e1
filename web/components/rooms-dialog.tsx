"use client";

import { Hash } from "lucide-react";
import type { FormEvent } from "react";
import { useCallback, useRef, useState } from "react";

import { showConversation } from "../hooks/conversation-address.ts";
import { roomProblemAfter, roomProblemBefore } from "../hooks/room-problems.ts";
import { useLookUp } from "../hooks/use-look-up.ts";
import { useSession } from "../hooks/use-session.tsx";
import { signText } from "../messages/sign-text.ts";
import { text } from "../messages/text.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { LookUpState } from "./look-up-state.tsx";

interface RoomsDialogProps {
  readonly onClose: () => void;
}

/**
 * Find, join and create rooms. Locators: dialog "Rooms", textbox "Room name", button "Create room", list
 * "All rooms" with buttons "Join <name>" and "Open <name>".
 */
export function RoomsDialog({ onClose }: RoomsDialogProps) {
  return (
    <Dialog title={text.rooms.title} onClose={onClose}>
      <RoomList onClose={onClose} />
      <NewRoom onClose={onClose} />
    </Dialog>
  );
}

function RoomList({ onClose }: RoomsDialogProps) {
  const session = useSession();
  const [joining, setJoining] = useState<string | null>(null);
  const load = useCallback(
    async (cursor: string) => {
      const page = await session.client.browseRooms({ cursor });
      return { items: page.rooms, nextCursor: page.nextCursor };
    },
    [session],
  );
  const rooms = useLookUp(load);
  const enter = async (id: string, isJoined: boolean): Promise<void> => {
    setJoining(id);
    try {
      showConversation(isJoined ? id : await session.joinRoom(id));
      onClose();
    } catch {
      // The room is gone, or joining was refused: the list shows how things are now.
      setJoining(null);
      rooms.again();
    }
  };
  return (
    <div className="min-h-32 flex-1 overflow-y-auto px-3 pt-1 pb-2">
      <ul aria-label={text.rooms.list}>
        {rooms.items.map(({ conversation, joined }) => (
          <li key={conversation.id} className="flex min-h-12 items-center gap-3 px-2">
            <Hash aria-hidden="true" className="text-ink-soft size-5 shrink-0" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">
                <bdi>{conversation.name}</bdi>
              </span>
              <span className="text-ink-soft block text-xs">
                {text.rooms.members(conversation.memberCount)}
              </span>
            </span>
            <Button
              look={joined ? "plain" : "outline"}
              aria-busy={joining === conversation.id}
              aria-label={
                joined
                  ? text.rooms.openRoom(conversation.name)
                  : text.rooms.joinRoom(conversation.name)
              }
              onClick={() => void enter(conversation.id, joined)}
              className="text-sm"
            >
              {joined ? text.rooms.open : text.rooms.join}
            </Button>
          </li>
        ))}
      </ul>
      <LookUpState
        lookUp={rooms}
        loading={text.rooms.loading}
        none={text.rooms.none}
        failed={text.rooms.failed}
      />
    </div>
  );
}

function NewRoom({ onClose }: RoomsDialogProps) {
  const session = useSession();
  const nameRef = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const refuse = (why: string): void => {
    setProblem(why);
    nameRef.current?.focus();
  };
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const name = (nameRef.current?.value ?? "").trim().replace(/^#/u, "");
    if (isBusy) return;
    const early = roomProblemBefore(name);
    if (early !== "") return refuse(early);
    setBusy(true);
    setProblem("");
    try {
      showConversation(await session.createRoom(name));
      onClose();
    } catch (error) {
      setBusy(false);
      refuse(roomProblemAfter(error));
    }
  };
  return (
    <form
      noValidate
      onSubmit={create}
      aria-label={text.rooms.createTitle}
      className="border-line flex flex-col gap-3 border-t p-5"
    >
      <Field
        label={text.rooms.name}
        rule={text.rooms.nameRule}
        error={problem}
        inputRef={nameRef}
        name="room"
        autoComplete="off"
      />
      <Button type="submit" look="primary" aria-disabled={isBusy}>
        {isBusy ? signText().working : text.rooms.create}
      </Button>
    </form>
  );
}
