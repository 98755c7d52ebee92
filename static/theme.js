// Blocks the first paint for the moment it takes, so that no page flashes in the wrong theme.
{
  const KEY = "pcm-theme";
  const CHOICES = ["light", "dark", "system"];
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  let choice = "system";

  const apply = (value) => {
    choice = CHOICES.includes(value) ? value : "system";
    const dark = choice === "dark" || (choice === "system" && prefersDark.matches);
    root.dataset.theme = choice;
    root.dataset.bsTheme = dark ? "dark" : "light";
  };

  // A browser may forbid storage: the choice then lasts as long as the page.
  const stored = (access) => {
    try {
      return access(localStorage);
    } catch {
      return choice;
    }
  };

  apply(stored((storage) => storage.getItem(KEY)));
  prefersDark.addEventListener("change", () => apply(choice));
  addEventListener("storage", () => apply(stored((storage) => storage.getItem(KEY))));
  addEventListener("themechange", ({ detail }) => {
    stored((storage) => storage.setItem(KEY, detail));
    apply(detail);
  });
}
