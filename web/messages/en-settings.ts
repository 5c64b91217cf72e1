/** The texts of the settings, in English. */
import { pluralFor } from "./plural.ts";

const plural = pluralFor("en");

export const enSettings = {
  title: "Settings",
  parts: {
    appearance: "Appearance",
    account: "Account",
    sessions: "Sessions",
    invites: "Invites",
  },

  appearance: {
    theme: "Theme",
    themes: { system: "Like the system", light: "Light", dark: "Dark" },
    density: "Density",
    densityDetail: "Compact shows more messages at once.",
    densities: { comfortable: "Comfortable", compact: "Compact" },
    language: "Language",
    languageMissing:
      "The texts of that language could not be fetched: no server could be reached. Try again in a moment.",
  },

  account: {
    name: "What others call you",
    nameDetail: (name: string) =>
      `You sign in as ${name}. Others see the name that you choose here.`,
    displayName: "Display name",
    saveName: "Save name",
    nameSaved: "Saved. Everybody sees it from now on.",
    password: "Password",
    passwordDetail: "A new password ends your sessions on all other devices.",
    oldPassword: "Current password",
    newPassword: "New password",
    changePassword: "Change password",
    oldMissing: "Enter your current password.",
    passwordChanged: (ended: number) =>
      plural(ended, {
        one: "Changed. {n} other session was ended.",
        other: "Changed. {n} other sessions were ended.",
      }),
    deletion: "Delete your account",
    deletionDetail:
      "This is for good. Your messages stay where others can read them and are by “Deleted user”; your name stays taken; you leave all conversations and are signed out everywhere.",
    deletionPassword: "Password, to delete your account",
    delete: "Delete my account",
  },

  sessions: {
    title: "Where you are signed in",
    detail: "If you do not know one of these, sign it out and change your password.",
    since: (time: string) => `Since ${time}`,
    unnamed: "Unnamed device",
    current: "This one",
    end: "Sign out",
    endOne: (label: string, since: string) => `Sign out ${label}. ${since}`,
    endOthers: "Sign out all others",
    loading: "Asking…",
    none: "Nowhere.",
    failed: "The list could not be loaded.",
  },

  invitation: {
    good: "You are invited. Choose a name and a password to join.",
    over: "This invitation has expired or was used up. Ask whoever sent it for another one.",
    needed: "Accounts are made by invitation here. Ask an administrator for a link.",
  },

  invites: {
    title: "Invite somebody",
    detail: "Whoever opens the link can make an account here.",
    goodFor: "Good for",
    days: (count: number) => plural(count, { one: "{n} day", other: "{n} days" }),
    accounts: "Accounts",
    make: "Make an invite link",
    link: "Invite link",
    linkDetail: "It is shown this once. Send it to those whom you want here, and to nobody else.",
    copy: "Copy link",
    copied: "Copied.",
    notCopied: "The browser did not allow it. Select the link and copy it yourself.",
    open: "Open invites",
    openDetail: "A revoked link lets nobody in any more; accounts that were made with it stay.",
    left: (count: number) => plural(count, { one: "For {n} account", other: "For {n} accounts" }),
    until: (time: string) => `Until ${time}`,
    revoke: "Revoke",
    revokeOne: (until: string) => `Revoke this invite. ${until}`,
    loading: "Asking…",
    none: "None are open.",
    failed: "The list could not be loaded.",
  },

  errors: {
    wrongPassword: "The password is wrong. Check it and try again.",
    passwordAgain: "Enter your password once more.",
    signedOut: "You were signed out. Close this and sign in again.",
    forbidden: "You may not do this: the last owner stays, and others need a higher role.",
    gone: "It is gone already.",
    unknown: "No server said in time whether it was done. Look before you try again.",
  },
};
