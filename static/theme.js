// Blocks the first paint for the moment it takes, so that no page flashes in the wrong theme.
{
  const KEY = "pcm-theme";
  const CHOICES = ["light", "dark", "system"];
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  let choice;

  // The browser's settings may block storage: the choice then lasts as long as the page.
  function kept() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return choice;
    }
  }

  function keep(value) {
    try {
      localStorage.setItem(KEY, value);
    } catch {
      // As above.
    }
  }

  function apply(value) {
    choice = CHOICES.includes(value) ? value : "system";
    const dark = choice === "dark" || (choice === "system" && prefersDark.matches);
    root.dataset.theme = choice;
    root.dataset.bsTheme = dark ? "dark" : "light";
  }

  apply(kept());
  prefersDark.addEventListener("change", () => apply(choice));
  addEventListener("storage", () => apply(kept()));
  addEventListener("themechange", ({ detail }) => {
    keep(detail);
    apply(detail);
  });
}
