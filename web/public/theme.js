// Runs before the first paint, so that a chosen theme never flashes. Kept apart from the bundle: a
// blocking script of our own origin, because the policy allows no inline script that is not hashed.
(() => {
  try {
    const theme = localStorage.getItem("parley-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden: the system's theme it is.
  }
})();
