/** Every text of the app, in English. Values with something to fill in are functions. */
import { pluralFor } from "./plural.ts";

const plural = pluralFor("en");

const waiting = (count: number): string =>
  plural(count, { one: "{n} message waiting", other: "{n} messages waiting" });

export const en = {
  product: "Parley",
  slogan: "A chat that outlives its servers.",
  titleUnread: (count: string) => `(${count}) Parley`,
  starting: "Opening your conversations…",
  startingTrouble: "Connecting… your messages are kept and will be sent",
  close: "Close",
  loadMore: "Show more",
  tryAgain: "Try again",

  notFound: {
    title: "There is nothing here",
    detail: "The address may be mistyped, or the page has moved.",
    back: "Back to the chat",
  },
  crash: {
    title: "Something broke on this page",
    detail: "Your messages are safe. Reload to go on where you were.",
    reload: "Reload",
  },

  sidebar: {
    conversations: "Conversations",
    rooms: "Rooms",
    directs: "Direct messages",
    newMessage: "New message",
    browseRooms: "Browse rooms",
    search: "Search messages",
    goTo: "Go to a conversation or person",
    noRooms: "No rooms yet.",
    noDirects: "Nobody written to yet.",
    cluster: "Cluster",
    settings: "Settings",
    signOut: "Sign out",
    notSignedOut: "You are still signed in: no server could be reached. Try again in a moment.",
    signedInAs: (name: string) => `Signed in as ${name}`,
    you: "You",
    yourself: (name: string) => `${name} (you)`,
    unread: (count: string, exact: number) =>
      plural(exact, { one: `${count} unread message`, other: `${count} unread messages` }),
    draft: "Draft",
    waiting: "Waiting to send",
    failed: "Not sent",
    preview: (author: string, line: string) => `${author}: ${line}`,
    back: "Back to conversations",
  },

  people: {
    title: "New message",
    search: "Find people",
    hint: "Type part of a name. * stands for anything, ? for one character.",
    gather: (name: string) => `Add ${name} to a group`,
    oneMore: "add one more for a group.",
    tooMany: (max: number) => `at most ${String(max)} others fit in a group; make a room instead.`,
    startGroup: (count: number) => `Start a group of ${String(count)}`,
    nobody: "Nobody by that name.",
    results: "People",
    failed: "The list could not be loaded.",
    loading: "Looking…",
  },

  rooms: {
    title: "Rooms",
    join: "Join",
    joinRoom: (name: string) => `Join ${name}`,
    open: "Open",
    openRoom: (name: string) => `Open ${name}`,
    members: (count: number) => plural(count, { one: "{n} member", other: "{n} members" }),
    none: "No rooms yet. Create the first one.",
    createTitle: "Create a room",
    name: "Room name",
    nameRule: "1 to 32 characters. Anybody signed in may find and join it.",
    create: "Create room",
    list: "All rooms",
    failed: "The list could not be loaded.",
    loading: "Looking…",
    errors: {
      missing: "Enter a name for the room.",
      long: "The name is too long: at most 32 characters.",
      taken: "There is a room of this name already. Join it, or choose another name.",
    },
  },

  conversation: {
    untitled: "Conversation",
    gone: "Deleted user",
    unknownPerson: "Somebody",
    messagesIn: (name: string) => `Messages in ${name}`,
    direct: "Direct message",
    leave: "Leave room",
    leaveRoom: (name: string) => `Leave ${name}`,
    start: (name: string) => `This is the beginning of ${name}`,
    startRoom: "Say hello. Everyone who joins can read from here on.",
    group: (count: number) =>
      plural(count, { one: "Group of {n} person", other: "Group of {n} people" }),
    startGroup: "Only the people of this group can read this.",
    startDirect: "Only the two of you can read this.",
    loadingOlder: "Loading earlier messages…",
    loading: "Loading messages…",
    newMessages: "New messages",
    newSince: (count: number, time: string) =>
      plural(count, {
        one: `{n} new message since ${time}`,
        other: `{n} new messages since ${time}`,
      }),
    jump: "Jump to newest",
    jumpCount: (count: number) =>
      plural(count, { one: "{n} new message", other: "{n} new messages" }),
    today: "Today",
    yesterday: "Yesterday",
    deleted: "This message was deleted.",
    none: "Choose a conversation",
    noneDetail: "Pick one from the list, or begin something new.",
    findRoom: "Find a room",
    writeTo: "Write to somebody",
    welcome: (name: string) => `Welcome, ${name}`,
    welcomeDetail: "Join a room or create one, or write to somebody directly.",
    notFound: "This conversation is not yours to read, or it is gone.",
    announce: (author: string, line: string) => `${author}: ${line}`,
    announceMany: (count: number) =>
      plural(count, { one: "{n} new message", other: "{n} new messages" }),
    archived: "This room is archived. It can be read, but nobody writes here any more.",
    rowBroken: "This message cannot be shown.",
  },

  message: {
    edited: "(edited)",
    original: "Original message",
    inReplyTo: (author: string) => `In reply to ${author}:`,
    reactions: "Reactions",
    reaction: (emoji: string, count: number) =>
      plural(count, { one: `${emoji}, {n} person`, other: `${emoji}, {n} people` }),
    seenBy: (names: string) => `Seen by ${names}`,
    actions: (author: string) => `Actions for the message by ${author}`,
    more: "More",
    menu: "Message actions",
    react: "React",
    reactWith: (emoji: string) => `React with ${emoji}`,
    reply: "Reply",
    edit: "Edit",
    delete: "Delete",
    copy: "Copy text",
    markUnread: "Mark unread from here",
    deleteTitle: "Delete this message?",
    deleteDetail: "Nobody will be able to read it any more. That it was here stays visible.",
    keep: "Keep it",
    refusedWords: (problem: string, words: string) => `${problem} It was to be: ${words}`,
    notChanged: (why: string) => `The message was not changed. ${why}`,
  },

  state: {
    sending: "Sending",
    sent: "Sent",
    queued: "Waiting to send",
    rejected: "Not sent",
    held: "Held back",
    edit: "Edit",
    retry: "Retry",
    send: "Send",
    remove: "Delete",
    cannotRemove: "It may have been sent already, so it cannot be taken back.",
    reasons: {
      forbidden: "You are not a member here any more.",
      notFound: "This conversation no longer exists.",
      tooLarge: "The message is too long: at most 16 KB.",
      overloaded: "The servers are busy. Try again in a moment.",
      old: "It was written days ago. Send it now?",
      other: "The servers refused it.",
    },
  },

  composer: {
    label: "Message",
    placeholder: (name: string) => `Message ${name}`,
    send: "Send",
    save: "Save changes",
    editing: "Editing your message",
    replying: (author: string) => `Replying to ${author}`,
    cancel: "Cancel",
    tooLong: (over: number) =>
      plural(over, {
        one: "Too long by {n} byte. Shorten it, or send it in parts.",
        other: "Too long by {n} bytes. Shorten it, or send it in parts.",
      }),
  },

  connection: {
    reconnecting: "Reconnecting… your messages are kept and will be sent",
    reconnectingIn: (seconds: number) =>
      `Reconnecting in ${String(seconds)} s… your messages are kept and will be sent`,
    tryNow: "Try now",
    offline: (count: number) =>
      count === 0 ? "You're offline" : `You're offline — ${waiting(count)}`,
    readOnly: (up: number, all: number) =>
      `Read-only: ${String(up)} of ${String(all)} servers reachable. Messages you write are queued.`,
    diskFull: (count: number) =>
      `The servers have no room left: ${waiting(count)}. You can go on reading.`,
    signedOut: (count: number) =>
      count === 0
        ? "You were signed out."
        : plural(count, {
            one: "You were signed out. {n} message will be sent when you sign in.",
            other: "You were signed out. {n} messages will be sent when you sign in.",
          }),
    signIn: "Sign in",
    back: "Connected again",
  },
};
