/** The texts of the settings, in English. */

export const enSettings = {
  title: "Settings",
  parts: {
    appearance: "Appearance",
    account: "Account",
    sessions: "Sessions",
    invites: "Invites",
    people: "People",
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
};
