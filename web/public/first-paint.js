// Runs before the first paint, so that what was chosen in the settings never flashes. Kept apart from the bundle: a
// blocking script of our own origin, because the policy allows no inline script that is not hashed.
(() => {
  const root = document.documentElement;
  const chosen = (key, known) => {
    try {
      const value = localStorage.getItem(key);
      return known.includes(value) ? value : null;
    } catch {
      // Storage may be forbidden: the defaults it is.
      return null;
    }
  };
  const theme = chosen("parley-theme", ["light", "dark"]);
  if (theme !== null) root.dataset.theme = theme;
  const density = chosen("parley-density", ["compact"]);
  if (density !== null) root.dataset.density = density;
  const ours = ["en", "de"];
  const preferred = navigator.languages
    .map((tag) => tag.slice(0, 2))
    .find((tag) => ours.includes(tag));
  root.lang = chosen("parley-language", ours) ?? preferred ?? "en";
})();
