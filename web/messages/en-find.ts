/** The texts of search, switcher and help, in English. */
import { pluralFor } from "./plural.ts";

const plural = pluralFor("en");

export const enFind = {
  search: {
    title: "Search messages",
    field: "What to look for",
    go: "Search",
    hint: "All words must be there. Case and accents do not count.",
    filters: "Filters",
    phrase: "these words in a row",
    prefix: "words that begin like this",
    from: "by somebody, or from:me",
    in: "in a room, or in:@name",
    before: "before that day (UTC)",
    after: "after that day (UTC)",
    has: "with a link, code, reaction, mention or reply",
    results: "Messages found",
    openAt: (author: string, place: string) => `Message by ${author} in ${place}`,
    loading: "Searching…",
    none: "Nothing found. Try fewer words, or the beginning of one with *.",
    errors: {
      invalid: (why: string) => `The search was not understood. ${why}`,
      large: "That takes too long. Add a word, or a time with after: or before:.",
      busy: "The servers are preparing their search. Try again in a moment.",
      limited: (seconds: number) =>
        plural(seconds, {
          one: "Too many searches. Wait {n} second, then try again.",
          other: "Too many searches. Wait {n} seconds, then try again.",
        }),
      unreachable: "No server could answer. What you typed is kept; try again in a moment.",
    },
  },

  switcher: {
    title: "Go to",
    field: "Conversation or person",
    hint: "Type part of a name. Arrow keys choose, Enter opens.",
    results: "Conversations and people",
    none: "Nothing by that name.",
    person: "New conversation",
    failed: "Opening it failed. Try again in a moment.",
  },

  help: {
    title: "Keyboard shortcuts",
    switcher: "Go to a conversation or a person",
    search: "Search this conversation",
    previous: "Previous conversation",
    next: "Next conversation",
    previousUnread: "Previous unread conversation",
    nextUnread: "Next unread conversation",
    read: "Mark the conversation as read",
    send: "Send the message",
    newline: "New line",
    editLast: "Edit your last message",
    help: "Show this list",
  },
};
